//! [`Refreshes`]: refreshes in flight and those that ended a moment ago.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use aws_lc_rs::digest::{SHA256, digest};
use tokio::time::Instant;

use super::StoredSession;
use crate::credentials::SingleFlight;
use crate::data::Secret;
use crate::error::{CredentialError, Error};

/// The result of a refresh is returned this long to others with the same refresh token: a request
/// of the browser may have started with the old session.
const GRACE: Duration = Duration::from_secs(30);

/// After a failure that may pass, the provider is left alone for this long, unless it says how long.
const PAUSE: Duration = Duration::from_secs(1);

/// The limit of a refresh, including the store.
const LIMIT: Duration = Duration::from_secs(60);

/// Refreshes by the hash of the refresh token. A refresh token is sent once, however many calls
/// need it: with rotation, the provider accepts it once.
#[derive(Default)]
pub(crate) struct Refreshes(Arc<Mutex<HashMap<Key, Entry>>>);

type Key = [u8; 32];

enum Entry {
    Running(SingleFlight<Arc<StoredSession>>),
    Done(Instant, Arc<StoredSession>),
    /// Failed in a way that may pass.
    Paused(Instant, Error),
}

impl Refreshes {
    /// Returns the session after a refresh by this token, and starts the refresh unless one is
    /// running or has ended a moment ago. It continues when the call is dropped.
    pub(crate) async fn run<F>(
        &self,
        refresh_token: &Secret,
        refresh: impl FnOnce() -> F,
    ) -> Result<Arc<StoredSession>, Error>
    where
        F: Future<Output = Result<StoredSession, Error>> + Send + 'static,
    {
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, refresh_token.expose().as_bytes()).as_ref());
        let mut flight = {
            let mut entries = self.entries();
            let now = Instant::now();
            entries.retain(|_, entry| match entry {
                Entry::Running(flight) => !flight.is_lost(),
                Entry::Done(until, _) | Entry::Paused(until, _) => now < *until,
            });
            match entries.get(&key) {
                Some(Entry::Done(_, session)) => return Ok(Arc::clone(session)),
                Some(Entry::Paused(_, error)) => return Err(error.clone()),
                Some(Entry::Running(flight)) => flight.clone(),
                None => {
                    let flight = self.start(key, refresh());
                    entries.insert(key, Entry::Running(flight.clone()));
                    flight
                }
            }
        };
        match flight.outcome().await {
            Some(outcome) => outcome,
            None => {
                self.entries().remove(&key);
                Err(CredentialError::new("the refresh was interrupted; retry the call").into())
            }
        }
    }

    fn start(
        &self,
        key: Key,
        refresh: impl Future<Output = Result<StoredSession, Error>> + Send + 'static,
    ) -> SingleFlight<Arc<StoredSession>> {
        let shared = Self(Arc::clone(&self.0));
        SingleFlight::start(LIMIT, refresh, move |outcome, _| {
            let now = Instant::now();
            let after = |time: Duration| now.checked_add(time).unwrap_or(now);
            let mut entries = shared.entries();
            match outcome {
                Ok(session) => {
                    let session = Arc::new(session);
                    entries.insert(key, Entry::Done(after(GRACE), Arc::clone(&session)));
                    Ok(session)
                }
                Err(error) if error.is_retryable() => {
                    let pause = error.retry_after().unwrap_or(PAUSE);
                    entries.insert(key, Entry::Paused(after(pause), error.clone()));
                    Err(error)
                }
                Err(error) => {
                    entries.remove(&key);
                    Err(error)
                }
            }
        })
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<Key, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
