//! [`RedisTokenStore`]: management tokens in Redis.

use std::fmt;

use redis::Pipeline;

use super::redis_connection::RedisConnection;
use super::{StoreFuture, TokenStore};
use crate::data::Secret;
use crate::error::Error;
use crate::transport::ManagementToken;

/// A [`TokenStore`] in Redis, shared by all processes with the same access key.
///
/// The token is stored until it expires, with a key made of the host and the access key id. It is
/// stored as plain text, and read access to the database grants the permissions of the access key:
/// require a password, and accept connections of these processes only. Each access opens a
/// connection; there is one every few hours.
///
/// `rediss://` URLs require a TLS feature of the crate `redis`, which the application enables in
/// its own dependencies.
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
    connection: RedisConnection,
    prefix: String,
}

impl RedisTokenStore {
    /// Creates a store in the database with this URL: `redis://user:password@host:port/database`.
    /// Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Config`] when the URL is not valid. The message does not contain the URL,
    /// which may hold a password.
    pub fn new(url: impl Into<Secret>) -> Result<Self, Error> {
        let connection = RedisConnection::new(url.into(), "token store")?;
        Ok(Self { connection, prefix: String::new() })
    }

    /// Sets the prefix of keys, for a shared database; empty by default.
    #[must_use]
    pub fn key_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }
}

impl TokenStore for RedisTokenStore {
    fn load<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<ManagementToken>> {
        Box::pin(async move {
            let mut commands = Pipeline::new();
            commands.cmd("GET").arg(self.key(key));
            let (stored,): (Option<String>,) = self.connection.run_alone(&commands).await?;
            let stored = stored.map(Secret::new);
            // Values of other applications are ignored.
            Ok(stored.and_then(|stored| ManagementToken::from_stored(stored.expose())))
        })
    }

    fn save<'a>(&'a self, key: &'a str, token: &'a ManagementToken) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let millis = u64::try_from(token.remaining().as_millis()).unwrap_or(u64::MAX);
            if millis == 0 {
                return Ok(());
            }
            let mut commands = Pipeline::new();
            commands.cmd("SET").arg(self.key(key)).arg(token.to_stored().expose());
            commands.arg("PX").arg(millis).ignore();
            self.connection.run_alone(&commands).await
        })
    }
}

/// Omits the URL, which may hold a password.
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
