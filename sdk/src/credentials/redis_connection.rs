//! [`RedisConnection`]: the connection of stores in Redis.

#[cfg(any(feature = "oidc", feature = "saml"))]
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[cfg(any(feature = "oidc", feature = "saml"))]
use redis::aio::MultiplexedConnection;
use redis::{FromRedisValue, Pipeline, RedisError};

use super::StoreError;
use crate::data::Secret;
use crate::error::ConfigError;

/// A connection to Redis, which clones share. It is opened on first use and again when it is lost.
#[derive(Clone)]
pub(crate) struct RedisConnection {
    client: redis::Client,
    #[cfg(any(feature = "oidc", feature = "saml"))]
    open: Arc<Mutex<Option<MultiplexedConnection>>>,
}

impl RedisConnection {
    /// Checks the URL of a store, for instance `token store`. Nothing is sent.
    pub(crate) fn new(url: Secret, store: &str) -> Result<Self, ConfigError> {
        let client = redis::Client::open(url.expose()).map_err(|_| {
            ConfigError::new(format!(
                "the URL of the {store} is not valid; use a URL such as \
                 `redis://user:password@host:6379/0` (`rediss` requires a TLS feature of `redis`)"
            ))
        })?;
        Ok(Self {
            client,
            #[cfg(any(feature = "oidc", feature = "saml"))]
            open: Arc::default(),
        })
    }

    /// Sends commands on a connection of their own, and returns a tuple with their results.
    pub(crate) async fn run_alone<T: FromRedisValue>(
        &self,
        commands: &Pipeline,
    ) -> Result<T, StoreError> {
        let opened = self.client.get_multiplexed_async_connection().await;
        commands.query_async(&mut opened.map_err(shown)?).await.map_err(shown)
    }

    /// Sends commands, and returns a tuple with their results. They may be sent twice.
    #[cfg(any(feature = "oidc", feature = "saml"))]
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        commands: &Pipeline,
    ) -> Result<T, StoreError> {
        let open = self.shared().clone();
        if let Some(mut connection) = open {
            match commands.query_async(&mut connection).await {
                // It may have been closed while it was idle.
                Err(error) if is_lost(&error) => {}
                outcome => return outcome.map_err(shown),
            }
        }
        let opened = self.client.get_multiplexed_async_connection().await;
        let mut connection = opened.map_err(shown)?;
        let outcome = commands.query_async(&mut connection).await.map_err(shown)?;
        *self.shared() = Some(connection);
        Ok(outcome)
    }

    #[cfg(any(feature = "oidc", feature = "saml"))]
    fn shared(&self) -> MutexGuard<'_, Option<MultiplexedConnection>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns whether another connection may succeed.
#[cfg(any(feature = "oidc", feature = "saml"))]
fn is_lost(error: &RedisError) -> bool {
    error.is_io_error() || error.is_connection_dropped() || error.is_timeout()
}

/// Returns the kind of an error. Messages of the server may repeat what it was sent.
fn shown(error: RedisError) -> StoreError {
    format!("redis: {}", error.category()).into()
}
