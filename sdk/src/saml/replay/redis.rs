//! [`RedisReplayStore`]: used responses in Redis.

use std::fmt;
use std::time::{Duration, SystemTime};

use redis::Pipeline;

use super::ReplayStore;
use crate::credentials::{RedisConnection, StoreFuture};
use crate::data::Secret;
use crate::error::Error;
use crate::random::random_text;

/// The shortest time that a key is stored: the clock of the client may be behind that of the system.
const SHORTEST: Duration = Duration::from_secs(10 * 60);

/// A [`ReplayStore`] in Redis, shared by the processes of an application.
///
/// Clones share a connection, which is opened on first use and again when it is lost. Keys expire on
/// their own; the database must not remove them earlier (`maxmemory-policy noeviction`).
/// `rediss://` URLs require a TLS feature of the crate `redis`, which the application enables in its
/// own dependencies.
///
/// ```no_run
/// # fn example() -> Result<(), genauth::Error> {
/// use genauth::saml::RedisReplayStore;
///
/// let store = RedisReplayStore::new("redis://:PASSWORD@127.0.0.1:6379/0")?.key_prefix("shop:");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisReplayStore {
    connection: RedisConnection,
    prefix: String,
}

impl RedisReplayStore {
    /// Creates a store in the database with this URL: `redis://user:password@host:port/database`.
    /// Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Config`] when the URL is not valid. The message does not contain the URL,
    /// which may hold a password.
    pub fn new(url: impl Into<Secret>) -> Result<Self, Error> {
        Ok(Self {
            connection: RedisConnection::new(url.into(), "replay store")?,
            prefix: "genauth:saml:".to_owned(),
        })
    }

    /// Sets the prefix of keys, for a shared database; `genauth:saml:` by default. The processes of
    /// an application must have the same one.
    #[must_use]
    pub fn key_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }
}

impl ReplayStore for RedisReplayStore {
    fn insert<'a>(&'a self, key: &'a str, until: SystemTime) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            let left = until.duration_since(SystemTime::now()).unwrap_or_default().max(SHORTEST);
            let millis = u64::try_from(left.as_millis()).unwrap_or(u64::MAX).min(u64::MAX >> 2);
            let key = format!("{}{key}", self.prefix);
            // Commands may be sent twice, and the second time must not be refused.
            let own = random_text()?;
            let mut commands = Pipeline::new();
            commands.cmd("SET").arg(&key).arg(own.expose()).arg("NX").arg("PX").arg(millis);
            commands.ignore().cmd("GET").arg(&key);
            let (stored,): (Option<String>,) = self.connection.run(&commands).await?;
            let stored = stored.ok_or("redis: the key was removed at once")?;
            Ok(stored == own.expose())
        })
    }
}

/// Omits the URL, which may hold a password.
impl fmt::Debug for RedisReplayStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisReplayStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_url_is_not_shown() {
        let Err(error) = RedisReplayStore::new("http://test-secret") else { panic!() };
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(error.to_string().contains("replay store"), "{error}");
        assert!(!format!("{error} {error:?}").contains("test-secret"), "{error}");
    }
}
