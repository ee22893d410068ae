//! [`RedisSessionStore`]: user sessions in Redis.

use std::fmt;
use std::time::Duration;

use redis::Pipeline;

use super::{SessionStore, StoredSession};
use crate::credentials::{RedisConnection, StoreError, StoreFuture};
use crate::data::Secret;
use crate::error::Error;
use crate::oidc::verifier::LogoutTokenClaims;

/// Replaces a session if it is stored and has the expected version.
///
/// Keys: the session. Arguments: the expected version, the session, its lifetime in milliseconds.
const REPLACE: &str = "
local stored = redis.call('GET', KEYS[1])
if not stored then return 0 end
if cjson.decode(stored).version ~= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

/// A [`SessionStore`] in Redis, shared by the processes of an application.
///
/// Sessions are stored as plain text, and read access to the database grants access to the sessions
/// of all users: require a password, and accept connections of these processes only. Clones share a
/// connection, which is opened on first use and again when it is lost. `rediss://`
/// URLs require a TLS feature of the crate `redis`, which the application enables in its own
/// dependencies.
///
/// ```no_run
/// # fn example() -> Result<(), genauth::Error> {
/// use genauth::oidc::RedisSessionStore;
///
/// let store = RedisSessionStore::new("redis://:PASSWORD@127.0.0.1:6379/0")?.key_prefix("shop:");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisSessionStore {
    connection: RedisConnection,
    prefix: String,
    lifetime: Duration,
}

impl RedisSessionStore {
    /// Creates a store in the database with this URL: `redis://user:password@host:port/database`.
    /// Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Config`] when the URL is not valid. The message does not contain the URL,
    /// which may hold a password.
    pub fn new(url: impl Into<Secret>) -> Result<Self, Error> {
        Ok(Self {
            connection: RedisConnection::new(url.into(), "session store")?,
            prefix: "genauth:session:".to_owned(),
            lifetime: Duration::from_secs(14 * 24 * 3_600),
        })
    }

    /// Sets the prefix of keys, for a shared database; `genauth:session:` by default.
    #[must_use]
    pub fn key_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets the time after the last refresh when a session is removed; two weeks by default. It
    /// should not be shorter than the lifetime of refresh tokens in the console.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.max(Duration::from_millis(1));
        self
    }

    fn key(&self, id: &str) -> String {
        format!("{}id:{id}", self.prefix)
    }

    fn reservation(&self, id: &str) -> String {
        format!("{}refresh:{id}", self.prefix)
    }

    /// Returns the keys of the sets with the ids of sessions that a logout token can name.
    fn indexes(&self, subject: Option<&str>, provider_session: Option<&str>) -> Vec<String> {
        let subject = subject.map(|it| format!("{}sub:{it}", self.prefix));
        let session = provider_session.map(|it| format!("{}sid:{it}", self.prefix));
        subject.into_iter().chain(session).collect()
    }

    fn indexes_of(&self, session: &StoredSession) -> Vec<String> {
        self.indexes(session.subject.as_deref(), session.provider_session.as_deref())
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.lifetime.as_millis()).unwrap_or(u64::MAX >> 2)
    }
}

impl SessionStore for RedisSessionStore {
    fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>> {
        Box::pin(async move {
            let mut commands = Pipeline::new();
            commands.cmd("GET").arg(self.key(id));
            let (stored,): (Option<String>,) = self.connection.run(&commands).await?;
            let stored = stored.map(Secret::new);
            // Values of other applications are ignored.
            Ok(stored.and_then(|it| serde_json::from_str(it.expose()).ok()))
        })
    }

    fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let (text, lifetime) = (text(session)?, self.millis());
            let mut commands = Pipeline::new();
            commands.atomic();
            commands.cmd("SET").arg(self.key(id)).arg(text.expose());
            commands.arg("PX").arg(lifetime).ignore();
            for index in self.indexes_of(session) {
                commands.cmd("SADD").arg(&index).arg(id).ignore();
                commands.cmd("PEXPIRE").arg(&index).arg(lifetime).ignore();
            }
            self.connection.run(&commands).await
        })
    }

    fn replace<'a>(
        &'a self,
        id: &'a str,
        version: u64,
        session: &'a StoredSession,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            let (text, lifetime) = (text(session)?, self.millis());
            let mut commands = Pipeline::new();
            commands.cmd("EVAL").arg(REPLACE).arg(1).arg(self.key(id));
            commands.arg(version).arg(text.expose()).arg(lifetime);
            for index in self.indexes_of(session) {
                commands.cmd("PEXPIRE").arg(&index).arg(lifetime).ignore();
            }
            let (replaced,): (i64,) = self.connection.run(&commands).await?;
            Ok(replaced == 1)
        })
    }

    fn remove<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let session = self.load(id).await?;
            let mut commands = Pipeline::new();
            commands.cmd("DEL").arg(self.key(id)).ignore();
            // The indexes of a user with many sessions would grow.
            for index in session.iter().flat_map(|session| self.indexes_of(session)) {
                commands.cmd("SREM").arg(index).arg(id).ignore();
            }
            self.connection.run(&commands).await
        })
    }

    fn reserve_refresh<'a>(&'a self, id: &'a str, time: Duration) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX >> 2).max(1);
            let mut commands = Pipeline::new();
            commands.cmd("SET").arg(self.reservation(id)).arg(1).arg("NX").arg("PX").arg(millis);
            let (reserved,): (Option<String>,) = self.connection.run(&commands).await?;
            Ok(reserved.is_some())
        })
    }

    fn release_refresh<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let mut commands = Pipeline::new();
            commands.cmd("DEL").arg(self.reservation(id)).ignore();
            self.connection.run(&commands).await
        })
    }

    fn remove_ended<'a>(&'a self, logout: &'a LogoutTokenClaims) -> StoreFuture<'a, u64> {
        Box::pin(async move {
            // The session at the provider is more precise than the user.
            let (subject, session) = match logout.session_id.as_deref() {
                Some(session) => (None, Some(session)),
                None => (logout.subject.as_deref(), None),
            };
            let mut removed = 0;
            for index in self.indexes(subject, session) {
                let mut commands = Pipeline::new();
                commands.cmd("SMEMBERS").arg(&index);
                let (ids,): (Vec<String>,) = self.connection.run(&commands).await?;
                for id in ids {
                    match self.load(&id).await? {
                        Some(session) if !session.is_ended_by(logout) => {}
                        Some(_) => {
                            self.remove(&id).await?;
                            removed += 1;
                        }
                        // It has expired or ended.
                        None => {
                            let mut commands = Pipeline::new();
                            commands.cmd("SREM").arg(&index).arg(&id).ignore();
                            let () = self.connection.run(&commands).await?;
                        }
                    }
                }
            }
            Ok(removed)
        })
    }
}

fn text(session: &StoredSession) -> Result<Secret, StoreError> {
    let text = serde_json::to_string(session);
    text.map(Secret::new).map_err(|_| "the session cannot be serialized".into())
}

/// Omits the URL, which may hold a password.
impl fmt::Debug for RedisSessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisSessionStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
