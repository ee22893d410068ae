//! [`RedisTokenStore`]: management tokens in Redis.

use std::fmt;

use redis::aio::MultiplexedConnection;

use super::{StoreError, StoreFuture, TokenStore};
use crate::data::Secret;
use crate::error::{ConfigError, Error};
use crate::transport::ManagementToken;

/// A [`TokenStore`] in Redis, so that all processes that have the same access key make their calls
/// with one token.
///
/// The token is kept under a key that names host and access key id, and no longer than it is valid.
/// It stands there as plain text: whoever can read the database can act as the access key until the
/// token expires, so the database asks for a password and takes connections from these processes
/// alone. A connection is made for each look, which is one every few hours; none is kept open.
///
/// `rediss://` addresses need a TLS feature of the crate `redis`, which an application turns on by
/// naming that crate in its own dependencies.
///
/// ```no_run
/// # fn example() -> Result<(), genauth::Error> {
/// use genauth::{ManagementClient, RedisTokenStore};
///
/// let store = RedisTokenStore::new("redis://:PASSWORD@127.0.0.1:6379/0")?.key_prefix("billing:");
/// let admin =
///     ManagementClient::builder("ACCESS_KEY_ID", "test-secret").token_store(store).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisTokenStore {
    client: redis::Client,
    prefix: String,
}

impl RedisTokenStore {
    /// A store in the database with this address: `redis://user:password@host:port/database`.
    /// Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when that is no such address. It does not repeat the address, which can
    /// hold a password.
    pub fn new(address: impl Into<Secret>) -> Result<Self, Error> {
        let client = redis::Client::open(address.into().expose()).map_err(|_| {
            ConfigError::new(
                "the address of the token store is not valid; expected something like \
                 `redis://user:password@host:6379/0` (`rediss` needs a TLS feature of `redis`)",
            )
        })?;
        Ok(Self { client, prefix: String::new() })
    }

    /// Puts this before every key, for a database that others use as well; nothing unless set.
    #[must_use]
    pub fn key_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    async fn connection(&self) -> Result<MultiplexedConnection, StoreError> {
        self.client.get_multiplexed_async_connection().await.map_err(shown)
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }
}

impl TokenStore for RedisTokenStore {
    fn load<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<ManagementToken>> {
        Box::pin(async move {
            let mut connection = self.connection().await?;
            let stored: Option<String> = redis::cmd("GET")
                .arg(self.key(key))
                .query_async(&mut connection)
                .await
                .map_err(shown)?;
            let stored = stored.map(Secret::new);
            // What others have put there is as good as nothing.
            Ok(stored.and_then(|stored| ManagementToken::from_stored(stored.expose())))
        })
    }

    fn save<'a>(&'a self, key: &'a str, token: &'a ManagementToken) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let millis = u64::try_from(token.remaining().as_millis()).unwrap_or(u64::MAX);
            if millis == 0 {
                return Ok(());
            }
            let mut connection = self.connection().await?;
            redis::cmd("SET")
                .arg(self.key(key))
                .arg(token.to_stored().expose())
                .arg("PX")
                .arg(millis)
                .query_async(&mut connection)
                .await
                .map_err(shown)
        })
    }
}

/// What may be shown of an error: its kind. What the server says can repeat what it was sent.
fn shown(error: redis::RedisError) -> StoreError {
    format!("redis: {}", error.category()).into()
}

/// Leaves out the address, which can hold a password.
impl fmt::Debug for RedisTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisTokenStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_never_shown() {
        let store = RedisTokenStore::new("redis://:test-secret@127.0.0.1:6379/0");
        let store = store.expect("it is an address").key_prefix("billing:");
        assert_eq!(store.key("a"), "billing:a");
        assert!(!format!("{store:?}").contains("test-secret"), "{store:?}");
        for odd in ["", "test-secret", "http://test-secret", "redis://a:test-secret@:x/0"] {
            let error = RedisTokenStore::new(odd).expect_err("it is no address");
            assert!(matches!(error, Error::Config(_)), "{error:?}");
            assert!(!format!("{error} {error:?}").contains("test-secret"), "{error}");
        }
    }
}
