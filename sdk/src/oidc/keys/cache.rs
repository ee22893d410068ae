//! [`Cached`]: a document of the provider, cached and refreshed.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::credentials::SingleFlight;
use crate::error::{Error, OidcError, OidcErrorKind};

/// The times of a cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CachePolicy {
    /// A document is used this long before it is refreshed.
    pub(crate) max_age: Duration,
    /// A document is used this long if refreshing it fails.
    pub(crate) max_stale: Duration,
    /// The time between a failed fetch and the next.
    pub(crate) retry_delay: Duration,
    /// The time between two fetches for keys that are not in the document.
    pub(crate) refetch_interval: Duration,
    /// The limit of a fetch.
    pub(crate) timeout: Duration,
}

impl Default for CachePolicy {
    fn default() -> Self {
        Self {
            max_age: Duration::from_secs(10 * 60),
            max_stale: Duration::from_secs(24 * 3_600),
            retry_delay: Duration::from_secs(1),
            refetch_interval: Duration::from_secs(10),
            timeout: Duration::from_secs(10),
        }
    }
}

/// A document of the provider.
///
/// At most one fetch is in flight. A document that is due is refreshed in the background; a failed
/// refresh keeps the old one. Failures are not cached, but the next fetch waits for a moment.
pub(crate) struct Cached<T>(Arc<Shared<T>>);

struct Shared<T> {
    policy: CachePolicy,
    state: Mutex<State<T>>,
}

struct State<T> {
    kept: Option<Kept<T>>,
    in_flight: Option<SingleFlight<Arc<T>>>,
    /// The last fetch for a missing key.
    refetched: Option<Instant>,
    failed: Option<(Instant, Error)>,
}

struct Kept<T> {
    document: Arc<T>,
    at: Instant,
}

impl<T> Clone for Cached<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Send + Sync + 'static> Cached<T> {
    pub(crate) fn new(policy: CachePolicy) -> Self {
        let state = State { kept: None, in_flight: None, refetched: None, failed: None };
        Self(Arc::new(Shared { policy, state: Mutex::new(state) }))
    }

    /// Creates a cache of a fixed document, which is never fetched.
    pub(crate) fn fixed(document: T) -> Self {
        let forever = Duration::MAX;
        let policy = CachePolicy { max_age: forever, max_stale: forever, ..CachePolicy::default() };
        let cached = Self::new(policy);
        cached.0.state().kept = Some(Kept { document: Arc::new(document), at: Instant::now() });
        cached
    }

    /// Returns the document.
    pub(crate) async fn get<F>(&self, fetch: impl FnOnce() -> F) -> Result<Arc<T>, Error>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let flight = {
            let mut state = self.0.state();
            let now = Instant::now();
            if let Some(kept) = &state.kept {
                let age = now.saturating_duration_since(kept.at);
                let document = Arc::clone(&kept.document);
                if age < self.0.policy.max_age {
                    return Ok(document);
                }
                if age < self.0.policy.max_stale {
                    if self.0.delay(&state, now).is_none() {
                        self.join(&mut state, fetch);
                    }
                    return Ok(document);
                }
            }
            self.0.check_delay(&state, now)?;
            self.join(&mut state, fetch)
        };
        self.wait(flight).await
    }

    /// Returns a document that was fetched after `seen`, which lacks a key; `None` if it was fetched
    /// for that reason a moment ago.
    pub(crate) async fn newer<F>(
        &self,
        seen: &Arc<T>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Option<Arc<T>>, Error>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let flight = {
            let mut state = self.0.state();
            let now = Instant::now();
            if let Some(kept) = &state.kept
                && !Arc::ptr_eq(&kept.document, seen)
            {
                return Ok(Some(Arc::clone(&kept.document)));
            }
            let in_flight = state.in_flight.as_ref().is_some_and(|flight| !flight.is_lost());
            if !in_flight {
                self.0.check_delay(&state, now)?;
                let interval = self.0.policy.refetch_interval;
                if state.refetched.is_some_and(|at| now.saturating_duration_since(at) < interval) {
                    return Ok(None);
                }
                state.refetched = Some(now);
            }
            self.join(&mut state, fetch)
        };
        let document = self.wait(flight).await?;
        Ok(Some(document).filter(|it| !Arc::ptr_eq(it, seen)))
    }

    async fn wait(&self, mut flight: SingleFlight<Arc<T>>) -> Result<Arc<T>, Error> {
        match flight.outcome().await {
            Some(outcome) => outcome,
            None => {
                let id = flight.id();
                self.0.state().in_flight.take_if(|flight| flight.is(&id));
                let problem = "a request for metadata or keys was interrupted; retry the call";
                Err(OidcError::new(OidcErrorKind::ProviderUnavailable, problem).into())
            }
        }
    }

    fn join<F>(&self, state: &mut State<T>, fetch: impl FnOnce() -> F) -> SingleFlight<Arc<T>>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        if let Some(flight) = state.in_flight.as_ref().filter(|flight| !flight.is_lost()) {
            return flight.clone();
        }
        let shared = Arc::clone(&self.0);
        let limit = self.0.policy.timeout;
        let request = {
            let fetch = fetch();
            async move {
                tokio::time::timeout(limit, fetch).await.unwrap_or_else(|_| {
                    Err(OidcError::new(
                        OidcErrorKind::ProviderUnavailable,
                        format!("the provider did not respond within {limit:?}; retry later"),
                    )
                    .into())
                })
            }
        };
        let limit = limit.saturating_add(Duration::from_secs(1));
        let flight = SingleFlight::start(limit, request, move |outcome, id| {
            let mut state = shared.state();
            state.in_flight.take_if(|flight| flight.is(id));
            match outcome {
                Ok(document) => {
                    let document = Arc::new(document);
                    state.failed = None;
                    state.kept = Some(Kept { document: Arc::clone(&document), at: Instant::now() });
                    Ok(document)
                }
                Err(error) => {
                    tracing::warn!(%error, "the keys or metadata of the provider cannot be fetched");
                    let error = unavailable(error, Some(shared.policy.retry_delay));
                    state.failed = Some((Instant::now(), error.clone()));
                    Err(error)
                }
            }
        });
        state.in_flight.insert(flight).clone()
    }
}

impl<T> Shared<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the remaining time before another fetch after a failure.
    fn delay(&self, state: &State<T>, now: Instant) -> Option<Duration> {
        let (at, _) = state.failed.as_ref()?;
        let left = self.policy.retry_delay.checked_sub(now.saturating_duration_since(*at))?;
        Some(left).filter(|left| !left.is_zero())
    }

    fn check_delay(&self, state: &State<T>, now: Instant) -> Result<(), Error> {
        match (self.delay(state, now), &state.failed) {
            (Some(left), Some((_, error))) => Err(unavailable(error.clone(), Some(left))),
            _ => Ok(()),
        }
    }
}

/// Returns the error of a fetch as that of an unavailable provider; invalid documents and other
/// mistakes, which do not pass by themselves, keep their kind.
fn unavailable(error: Error, after: Option<Duration>) -> Error {
    match error {
        Error::Oidc(oidc) if oidc.kind() == OidcErrorKind::ProviderUnavailable => {
            oidc.with_retry_after(after).into()
        }
        error @ (Error::Oidc(_) | Error::Request(_) | Error::Config(_)) => error,
        error if !error.is_retryable() => {
            let message = format!("the provider's metadata or keys are not valid: {error}");
            OidcError::new(OidcErrorKind::InvalidMetadata, message).with_source(error).into()
        }
        error => {
            let after = error.retry_after().or(after);
            OidcError::new(
                OidcErrorKind::ProviderUnavailable,
                format!("the keys or metadata of the provider cannot be fetched: {error}"),
            )
            .with_retry_after(after)
            .with_source(error)
            .into()
        }
    }
}
