//! The SDK generated from a spec full of edge cases, from names that are Rust keywords to recursive
//! types.
//!
//! The hand-written modules are those of the SDK. After a change of this spec or of the generator,
//! regenerate with
//! `cargo run -- generate --spec tests/edge-cases/spec --out tests/edge-cases/src/generated`.

// Features of the SDK that this crate does not have.
#![allow(unexpected_cfgs)]

#[path = "../../../sdk/src/call.rs"]
mod call;
#[path = "../../../sdk/src/client/mod.rs"]
mod client;
#[path = "../../../sdk/src/config/mod.rs"]
mod config;
#[path = "../../../sdk/src/credentials/mod.rs"]
mod credentials;
#[path = "../../../sdk/src/custom.rs"]
mod custom;
#[path = "../../../sdk/src/data/mod.rs"]
mod data;
#[path = "../../../sdk/src/endpoint.rs"]
mod endpoint;
#[path = "../../../sdk/src/envelope.rs"]
mod envelope;
#[path = "../../../sdk/src/error/mod.rs"]
mod error;
#[path = "../../../sdk/src/json/mod.rs"]
mod json;
#[path = "../../../sdk/src/operation.rs"]
mod operation;
#[path = "../../../sdk/src/pagination/mod.rs"]
mod pagination;
#[path = "../../../sdk/src/received.rs"]
mod received;
#[path = "../../../sdk/src/response.rs"]
mod response;
#[path = "../../../sdk/src/transport/mod.rs"]
mod transport;

// Deprecated fields are still encoded, and setters have the names of their fields.
#[allow(deprecated, clippy::new_without_default, clippy::should_implement_trait)]
mod generated;

pub use call::Call;
pub use client::{
    AuthenticationClient, AuthenticationClientBuilder, ManagementClient, ManagementClientBuilder,
};
pub use config::{
    ArrayStyle, Brand, Incoming, Language, Middleware, MiddlewareError, MiddlewareFuture, Outgoing,
    RetryPolicy,
};
pub use credentials::{ClientAuthMethod, StoreError, StoreFuture, TokenStore};
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
pub use operation::{Api, BodyKind, Effect, Operation, PageStyle, Pagination, Security};
pub use pagination::{Cursor, CursorError, Items, Pages};
pub use response::{Content, FromResponse, Redirect, Response};
pub use serde_json;
pub use transport::{ManagementToken, TokenFuture, TokenProvider};

pub use generated::{authentication, codes, management};
