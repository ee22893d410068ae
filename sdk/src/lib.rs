#![doc = include_str!("../docs/front.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
mod client;
mod credentials;
pub mod data;
mod envelope;
mod error;
mod operation;
mod response;
mod transport;

// Deprecated fields are still read and written.
#[allow(deprecated)]
mod generated;

pub use call::{Call, CallFuture};
pub use client::{
    AuthenticationClient, AuthenticationClientBuilder, ManagementClient, ManagementClientBuilder,
};
pub use data::{Nullable, OneOrMany, Scalar, Timestamp, TimestampError, UploadFile};
pub use envelope::Envelope;
pub use error::{ApiError, ConfigError, DecodeError, Error, RequestError, TransportError};
pub use operation::{Api, BodyKind, Effect, Operation, Security};
pub use response::{Answer, Content, Redirect, Response};
pub use transport::RetryPolicy;

pub use generated::{authentication, management};
