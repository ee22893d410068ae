//! [`RedisStore`]: sessions of tower-sessions in Redis.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use genauth::Secret;
use redis::aio::MultiplexedConnection;
use redis::{FromRedisValue, Pipeline, RedisError, RedisResult};
use serde_json::Value;
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::error::BuildError;

/// Sessions of tower-sessions in Redis. Saving does not bring back a session that was deleted.
#[derive(Clone)]
pub(crate) struct RedisStore {
    client: redis::Client,
    /// Opened on first use, and again when it is lost.
    connection: Arc<Mutex<Option<MultiplexedConnection>>>,
    prefix: String,
}

impl RedisStore {
    pub(crate) fn new(url: &Secret, prefix: String) -> std::result::Result<Self, BuildError> {
        let client = redis::Client::open(url.expose()).map_err(|_| {
            BuildError::new(
                "the URL of `redis` is not valid; use a URL such as \
                 `redis://user:password@host:6379/0` (`rediss` requires a TLS feature of `redis`)",
            )
        })?;
        Ok(Self { client, connection: Arc::default(), prefix })
    }

    /// Sends commands, and returns a tuple with their results. They may be sent twice.
    async fn run<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T> {
        let open = self.shared().clone();
        if let Some(mut connection) = open {
            let outcome: RedisResult<T> = commands.query_async(&mut connection).await;
            match outcome {
                // It may have been closed while it was idle.
                Err(error) if is_lost(&error) => {}
                outcome => return outcome.map_err(|error| shown(&error)),
            }
        }
        let opened = self.client.get_multiplexed_async_connection().await;
        let mut connection = opened.map_err(|error| shown(&error))?;
        let outcome = commands.query_async(&mut connection).await;
        let outcome = outcome.map_err(|error| shown(&error))?;
        *self.shared() = Some(connection);
        Ok(outcome)
    }

    fn shared(&self) -> MutexGuard<'_, Option<MultiplexedConnection>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, id: &Id) -> String {
        format!("{}{id}", self.prefix)
    }

    /// Stores a session if it is there (`XX`) or if it is not (`NX`); returns whether it did.
    async fn set(&self, record: &Record, condition: &str) -> Result<bool> {
        let millis = (record.expiry_date - OffsetDateTime::now_utc()).whole_milliseconds();
        let Some(millis) = u64::try_from(millis).ok().filter(|it| *it > 0) else {
            self.delete(&record.id).await?;
            return Ok(true);
        };
        let data = serde_json::to_string(&record.data)
            .map(Secret::new)
            .map_err(|_| Error::Encode("the session cannot be serialized".to_owned()))?;
        let mut commands = Pipeline::new();
        commands.cmd("SET").arg(self.key(&record.id)).arg(data.expose());
        commands.arg(condition).arg("PX").arg(millis);
        let (stored,): (Option<String>,) = self.run(&commands).await?;
        Ok(stored.is_some())
    }
}

#[async_trait]
impl SessionStore for RedisStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.set(record, "NX").await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.set(record, "XX").await.map(|_| ())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut commands = Pipeline::new();
        commands.atomic();
        commands.cmd("GET").arg(self.key(id));
        commands.cmd("PTTL").arg(self.key(id));
        let (data, millis): (Option<String>, i64) = self.run(&commands).await?;
        let data = data.map(Secret::new);
        // Values of other applications are ignored.
        let data = data
            .and_then(|data| serde_json::from_str::<HashMap<String, Value>>(data.expose()).ok());
        let left = time::Duration::milliseconds(millis.max(0));
        let expiry_date = OffsetDateTime::now_utc().saturating_add(left);
        Ok(data.map(|data| Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut commands = Pipeline::new();
        commands.cmd("DEL").arg(self.key(id)).ignore();
        self.run(&commands).await
    }
}

/// Returns whether another connection may succeed.
fn is_lost(error: &RedisError) -> bool {
    error.is_io_error() || error.is_connection_dropped() || error.is_timeout()
}

/// Returns the kind of an error. Messages of the server may repeat what it was sent.
fn shown(error: &RedisError) -> Error {
    Error::Backend(format!("redis: {}", error.category()))
}

/// Omits the URL, which may hold a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
