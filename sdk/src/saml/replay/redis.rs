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
    use std::net::TcpListener;
    use std::process::{Child, Command, Stdio};
    use std::time::UNIX_EPOCH;

    use super::*;

    const PASSWORD: &str = "test-secret";

    /// A server that ends with the test.
    struct Redis {
        process: Child,
        port: u16,
    }

    impl Redis {
        async fn start() -> Self {
            // A port that was free shortly before.
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let process = Command::new("redis-server")
                .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""])
                .args(["--appendonly", "no", "--requirepass", PASSWORD])
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let redis = Self { process, port };
            for _ in 0..500 {
                if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return redis;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            panic!("redis-server does not start");
        }

        fn store(&self) -> RedisReplayStore {
            RedisReplayStore::new(format!("redis://:{PASSWORD}@127.0.0.1:{}/0", self.port)).unwrap()
        }

        /// Returns the output of `redis-cli`.
        fn ask(&self, words: &[&str]) -> String {
            let output = Command::new("redis-cli")
                .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-a", PASSWORD])
                .args(words)
                .stderr(Stdio::null())
                .output()
                .unwrap();
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        }
    }

    impl Drop for Redis {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    #[tokio::test]
    #[ignore = "needs redis-server on the PATH"]
    async fn processes_share_used_responses_in_redis() {
        let redis = Redis::start().await;
        let (one, two) = (redis.store().key_prefix("shop:"), redis.store().key_prefix("shop:"));
        let until = SystemTime::now() + Duration::from_secs(3_600);
        assert!(one.insert("_1", until).await.unwrap());
        assert!(!two.insert("_1", until).await.unwrap());
        assert!(!one.clone().insert("_1", until).await.unwrap());
        assert!(two.insert("_2", until).await.unwrap());
        assert!(redis.store().insert("_1", until).await.unwrap());
        let left = |key: &str| redis.ask(&["PTTL", key]).parse::<i64>().unwrap();
        assert!((3_590_000..=3_600_000).contains(&left("shop:_1")));

        // The clock of the client may be that of a test.
        assert!(one.insert("_3", UNIX_EPOCH).await.unwrap());
        assert!(!two.insert("_3", UNIX_EPOCH).await.unwrap());
        assert!((590_000..=600_000).contains(&left("shop:_3")));
        let late = UNIX_EPOCH + Duration::from_secs(1 << 40);
        assert!(one.insert("_4", late).await.unwrap());
        assert!(!two.insert("_4", late).await.unwrap());
    }

    #[tokio::test]
    #[ignore = "needs redis-server on the PATH"]
    async fn of_concurrent_calls_with_one_key_one_succeeds() {
        let redis = Redis::start().await;
        let until = SystemTime::now() + Duration::from_secs(3_600);
        let stores: Vec<RedisReplayStore> = (0..16).map(|_| redis.store()).collect();
        let calls: Vec<_> = stores
            .into_iter()
            .map(|store| tokio::spawn(async move { store.insert("_1", until).await.unwrap() }))
            .collect();
        let mut won = 0;
        for call in calls {
            won += usize::from(call.await.unwrap());
        }
        assert_eq!(won, 1);
    }

    #[tokio::test]
    #[ignore = "needs redis-server on the PATH"]
    async fn a_lost_connection_is_opened_again_and_a_lost_server_is_an_error() {
        let redis = Redis::start().await;
        let store = redis.store();
        let until = SystemTime::now() + Duration::from_secs(3_600);
        assert!(store.insert("_1", until).await.unwrap());
        redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
        assert!(store.insert("_2", until).await.unwrap());
        assert!(!store.insert("_1", until).await.unwrap());
        drop(redis);
        let error = store.insert("_3", until).await.unwrap_err();
        assert!(!format!("{error} {error:?} {store:?}").contains(PASSWORD), "{error}");
    }

    #[test]
    fn an_invalid_url_is_not_shown() {
        let Err(error) = RedisReplayStore::new("http://test-secret") else { panic!() };
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(error.to_string().contains("replay store"), "{error}");
        assert!(!format!("{error} {error:?}").contains(PASSWORD), "{error}");
    }
}
