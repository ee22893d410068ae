//! The credentials of a client.

mod access_key;
mod application;
#[cfg(feature = "event")]
mod event_key;
mod identity;
#[cfg(feature = "signing")]
mod number;
#[cfg(feature = "password-encryption")]
mod password_keys;
#[cfg(feature = "redis")]
mod redis_connection;
#[cfg(feature = "redis")]
mod redis_store;
#[cfg(feature = "signing")]
mod signature;
mod single_flight;
mod store;

pub(crate) use access_key::AccessKey;
pub use application::ClientAuthMethod;
pub(crate) use application::{Application, ApplicationIdentity, ChosenAuth};
#[cfg(feature = "event")]
pub(crate) use event_key::EventKey;
pub(crate) use identity::{Anonymous, TokenIdentity};
#[cfg(feature = "password-encryption")]
pub(crate) use password_keys::{PasswordKeys, SYSTEM_INFO};
#[cfg(all(feature = "redis", any(feature = "oidc", feature = "saml")))]
pub(crate) use redis_connection::RedisConnection;
#[cfg(feature = "redis")]
pub use redis_store::RedisTokenStore;
#[cfg(feature = "signing")]
pub(crate) use signature::Signer;
#[cfg(feature = "oidc")]
pub(crate) use single_flight::SingleFlight;
pub use store::{StoreError, StoreFuture, TokenStore};
