#![doc = include_str!("../docs/front.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod credentials;
mod custom;
pub mod data;
mod envelope;
mod error;
pub mod flows;
mod json;
mod operation;
mod paging;
mod response;
mod transport;

// Deprecated fields are still read and written, `new` is how a request begins with or without
// required fields, setters have the names of their fields, and unions are as large as what they hold.
#[allow(
    deprecated,
    clippy::large_enum_variant,
    clippy::new_without_default,
    clippy::should_implement_trait
)]
mod generated;

pub use call::{Call, CallFuture, SendFuture};
pub use client::{
    AuthenticationClient, AuthenticationClientBuilder, Brand, Language, ManagementClient,
    ManagementClientBuilder,
};
#[cfg(feature = "redis")]
pub use credentials::RedisTokenStore;
pub use credentials::{
    ClientAuthMethod, ManagementToken, StoreError, StoreFuture, TokenFuture, TokenProvider,
    TokenStore,
};
pub use custom::{CustomCall, Json};
pub use data::{
    IntoBoolean, IntoField, IntoInteger, IntoJson, IntoList, IntoMap, IntoNumber, IntoObject,
    IntoSecret, IntoText, IntoTimestamp, Nullable, Object, ObjectError, OneOrMany, Page, Scalar,
    Secret, Timestamp, TimestampError, UnknownValue, UploadFile,
};
pub use envelope::Envelope;
pub use error::{
    ApiError, BlockingError, Code, ConfigError, CredentialError, DecodeError, Error, FlowEnd,
    FlowError, NextStep, RequestError, TransportError,
};
pub use operation::{Api, BodyKind, Effect, Limit, Operation, PageStyle, Pagination, Security};
pub use paging::{Items, Pages, Position, PositionError};
pub use response::{Answer, Content, Redirect, Response};
pub use serde_json;
pub use transport::{
    ArrayStyle, Incoming, Middleware, MiddlewareError, MiddlewareFuture, Outgoing, RetryPolicy,
};

pub use generated::{authentication, codes, management};
