//! [`HttpClients`]: the HTTP client of each runtime.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError, RwLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    runtime::{Handle, Id, RuntimeFlavor},
    sync::oneshot,
    task::yield_now,
};

use crate::config::Settings;
use crate::error::{ConfigError, Error};

/// The HTTP clients of a [`Connection`](super::Connection).
///
/// A pooled connection is driven by the runtime that opened it, and stalls with it. Each runtime
/// therefore has its own HTTP client and pool, created by its first call and dropped with it. An
/// HTTP client passed by the application is used for all runtimes.
#[derive(Clone)]
pub(super) enum HttpClients {
    Own(reqwest::Client),
    PerRuntime(Arc<Pools>),
}

pub(super) struct Pools {
    options: Options,
    /// Created when the client is built, to detect mistakes early; used by the first runtime.
    first: Mutex<Option<reqwest::Client>>,
    pools: RwLock<Vec<Pool>>,
}

struct Pool {
    runtime: Id,
    http: reqwest::Client,
    created: Instant,
    /// The start of the last call, in milliseconds after creation.
    used: AtomicU64,
    /// Ends the task that watches the runtime.
    _watched: oneshot::Sender<()>,
}

struct Options {
    connect_timeout: Duration,
    /// Whether the host is this machine, which a proxy cannot reach.
    loopback: bool,
}

impl HttpClients {
    pub(super) fn new(settings: &Settings, https: bool, loopback: bool) -> Result<Self, Error> {
        if let Some(http) = &settings.http {
            return Ok(Self::Own(http.clone()));
        }
        check_tls(https)?;
        let options = Options { connect_timeout: settings.connect_timeout, loopback };
        let first = Mutex::new(Some(options.client()?));
        Ok(Self::PerRuntime(Arc::new(Pools { options, first, pools: RwLock::default() })))
    }

    /// Returns the HTTP client for upgrades of connections: the one passed by the application, or one
    /// without HTTP/2 and without a pool, which all runtimes can use.
    #[cfg(feature = "event")]
    pub(super) fn for_upgrades(
        settings: &Settings,
        https: bool,
        loopback: bool,
    ) -> Result<reqwest::Client, Error> {
        if let Some(http) = &settings.http {
            return Ok(http.clone());
        }
        check_tls(https)?;
        let options = Options { connect_timeout: settings.connect_timeout, loopback };
        created(options.builder().http1_only().pool_max_idle_per_host(0))
    }

    /// Returns the HTTP client for a call on the current runtime.
    pub(super) async fn current(&self) -> Result<reqwest::Client, Error> {
        let (http, was_idle) = match self {
            Self::Own(http) => return Ok(http.clone()),
            Self::PerRuntime(pools) => pools.current()?,
        };
        if was_idle {
            // A single-threaded runtime may have been idle since the last call. The first yield
            // lets it notice connections that were closed meanwhile, the second lets them end, so
            // that no request is sent on them.
            yield_now().await;
            yield_now().await;
        }
        Ok(http)
    }
}

impl Pool {
    /// Records a call; returns whether the pool was idle before.
    fn begin(&self) -> bool {
        const IDLE_MILLIS: u64 = 20;

        let now = u64::try_from(self.created.elapsed().as_millis()).unwrap_or(u64::MAX);
        let before = self.used.load(Ordering::Relaxed);
        // Usually it is the same millisecond, and reading does not contend with other threads.
        if before != now {
            self.used.store(now, Ordering::Relaxed);
        }
        now.saturating_sub(before) >= IDLE_MILLIS
    }
}

impl Pools {
    /// Returns the client of the current runtime, and whether the runtime may have been idle.
    fn current(self: &Arc<Self>) -> Result<(reqwest::Client, bool), Error> {
        let Ok(runtime) = Handle::try_current() else { return Ok((self.unused()?, false)) };
        let id = runtime.id();
        {
            let pools = self.pools.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(pool) = pools.iter().find(|pool| pool.runtime == id) {
                let was_idle =
                    pool.begin() && runtime.runtime_flavor() == RuntimeFlavor::CurrentThread;
                return Ok((pool.http.clone(), was_idle));
            }
        }
        Ok((self.add(&runtime)?, false))
    }

    fn add(self: &Arc<Self>, runtime: &Handle) -> Result<reqwest::Client, Error> {
        let id = runtime.id();
        // Outside of the lock, since it reads the certificates of the machine.
        let http = self.unused()?;
        let (sender, watched) = oneshot::channel();
        {
            let mut pools = self.pools.write().unwrap_or_else(PoisonError::into_inner);
            // Another thread of the runtime may have been faster.
            if let Some(pool) = pools.iter().find(|pool| pool.runtime == id) {
                return Ok(pool.http.clone());
            }
            pools.push(Pool {
                runtime: id,
                http: http.clone(),
                created: Instant::now(),
                used: AtomicU64::new(0),
                _watched: sender,
            });
        }
        // Outside of the lock: a runtime that shuts down drops the task at once.
        let end = End { pools: Arc::downgrade(self), runtime: id };
        runtime.spawn(async move {
            let _end = end;
            let _ = watched.await;
        });
        Ok(http)
    }

    /// Returns an HTTP client that no runtime uses.
    fn unused(&self) -> Result<reqwest::Client, Error> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        first.map_or_else(|| self.options.client(), Ok)
    }
}

/// Dropped with the runtime, or with the SDK's client.
struct End {
    pools: Weak<Pools>,
    runtime: Id,
}

impl Drop for End {
    fn drop(&mut self) {
        let Some(pools) = self.pools.upgrade() else { return };
        let ended = {
            let mut pools = pools.pools.write().unwrap_or_else(PoisonError::into_inner);
            let index = pools.iter().position(|pool| pool.runtime == self.runtime);
            index.map(|index| pools.swap_remove(index))
        };
        // Connections are closed outside of the lock.
        drop(ended);
    }
}

impl Options {
    fn client(&self) -> Result<reqwest::Client, Error> {
        created(self.builder())
    }

    fn builder(&self) -> reqwest::ClientBuilder {
        let builder = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            // Redirects of this API are responses for the browser, with codes in them.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Retries are up to the policy and the budget of the SDK alone.
            .retry(reqwest::retry::never())
            // Shorter than what proxies grant idle connections, which is a minute as a rule: a
            // request must not be sent on a connection that is being closed.
            .pool_idle_timeout(Duration::from_secs(50));
        if self.loopback { builder.no_proxy() } else { builder }
    }
}

fn created(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, Error> {
    // Errors here are about certificates of the machine; they name no secret.
    builder.build().map_err(|error| {
        ConfigError::new(format!(
            "the HTTP client cannot be created: {error}; check the certificates of the machine"
        ))
        .into()
    })
}

/// Checks that the HTTP client can speak TLS; it panics or fails with each call otherwise.
fn check_tls(https: bool) -> Result<(), Error> {
    if https
        && !cfg!(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))
    {
        return Err(ConfigError::new(
            "the host uses `https`, but no TLS feature is enabled; enable the feature `rustls` or \
             `native-tls` of the crate `genauth`, or pass an HTTP client with TLS to `http_client`",
        )
        .into());
    }
    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "rustls", feature = "native-tls"))
    ))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(ConfigError::new(
            "the feature `rustls-no-provider` is enabled, but no crypto provider is installed; \
             call `install_default()` of a provider of the crate `rustls` first, or enable the \
             feature `rustls`",
        )
        .into());
    }
    Ok(())
}

impl fmt::Debug for HttpClients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClients").finish_non_exhaustive()
    }
}
