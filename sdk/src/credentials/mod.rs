//! What a client identifies itself with.

mod access_key;
mod client_auth;
mod flight;
#[cfg(feature = "signing")]
mod number;
#[cfg(feature = "redis")]
mod redis_store;
#[cfg(feature = "signing")]
mod signature;
mod store;
mod token;

pub use crate::data::Secret;
pub(crate) use access_key::AccessKey;
pub use client_auth::ClientAuthMethod;
pub(crate) use client_auth::{Application, is_client_authenticated};
#[cfg(feature = "password-encryption")]
pub(crate) use flight::{Flight, FlightId};
#[cfg(feature = "redis")]
pub use redis_store::RedisTokenStore;
#[cfg(feature = "signing")]
pub(crate) use signature::Signer;
pub use store::{StoreError, StoreFuture, TokenStore};
pub use token::{ManagementToken, TokenFuture, TokenProvider};
