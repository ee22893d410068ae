//! [`Refreshes`]: refreshes in flight and those that ended a moment ago.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::StoredSession;
use super::failure::ended;
use crate::credentials::SingleFlight;
use crate::error::{Error, OidcError, OidcErrorKind as Kind};
use crate::oidc::token::TokenSet;
use crate::random::sha256;

/// The result of a refresh is returned this long to others with the same refresh token: a request
/// of the browser may have started with the old session.
const GRACE: Duration = Duration::from_secs(30);

/// After a failure, the provider is left alone for this long, unless it says how long.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest time that the provider can ask for.
const MAX_PAUSE: Duration = Duration::from_secs(5 * 60);

/// The limit of a refresh, including the store.
const LIMIT: Duration = Duration::from_secs(60);

/// Refreshes by the hash of the refresh token. A refresh token is sent once, however many calls
/// need it: with rotation, the provider accepts it once.
#[derive(Default)]
pub(crate) struct Refreshes(Arc<Mutex<HashMap<Key, Entry>>>);

type Key = [u8; 32];

/// The session that follows another one.
#[derive(Clone)]
pub(crate) struct Refreshed {
    pub(super) session: Arc<StoredSession>,
    /// Whether the provider has just issued the tokens, so that there are no newer ones.
    pub(super) is_fresh: bool,
}

impl Refreshed {
    /// The session was refreshed by another process.
    pub(super) fn elsewhere(session: StoredSession) -> Self {
        Self { session: Arc::new(session), is_fresh: false }
    }
}

enum Entry {
    Running(SingleFlight<Refreshed>),
    Done(Instant, Arc<StoredSession>),
    Failed(Instant, Error),
}

impl Refreshes {
    /// Returns the session after a refresh of this one, and starts the refresh unless one is running
    /// or has ended a moment ago. It continues when the call is dropped.
    pub(super) async fn run<F>(
        &self,
        session: &StoredSession,
        refresh: impl FnOnce() -> F,
    ) -> Result<Refreshed, Error>
    where
        F: Future<Output = Result<Refreshed, Error>> + Send + 'static,
    {
        let token = session.tokens.refresh_token.as_ref().ok_or_else(|| {
            ended("there is no refresh token; request the scope `offline_access`")
        })?;
        let key = sha256(token.expose());
        let mut flight = {
            let mut entries = self.entries();
            let now = Instant::now();
            entries.retain(|_, entry| match entry {
                Entry::Running(flight) => !flight.is_lost(),
                Entry::Done(until, _) | Entry::Failed(until, _) => now < *until,
            });
            match entries.get(&key) {
                // Without rotation, the result has the same refresh token, and may be the session
                // itself.
                Some(Entry::Done(_, done)) if done.version > session.version => {
                    return Ok(Refreshed { session: Arc::clone(done), is_fresh: false });
                }
                Some(Entry::Failed(_, error)) => return Err(error.clone()),
                Some(Entry::Running(flight)) => flight.clone(),
                Some(Entry::Done(..)) | None => {
                    let flight = self.start(key, refresh());
                    entries.insert(key, Entry::Running(flight.clone()));
                    flight
                }
            }
        };
        match flight.outcome().await {
            Some(outcome) => outcome,
            // A refresh that stalls may still succeed. The next call starts another one only if its
            // runtime was shut down.
            None => {
                let problem = "the refresh was interrupted; retry the call";
                Err(OidcError::new(Kind::ProviderUnavailable, problem).into())
            }
        }
    }

    /// Forgets the result of a refresh: the session has ended.
    pub(super) fn forget(&self, tokens: &TokenSet) {
        self.entries().retain(|_, entry| match entry {
            Entry::Done(_, session) => session.tokens.refresh_token != tokens.refresh_token,
            Entry::Running(_) | Entry::Failed(..) => true,
        });
    }

    fn start(
        &self,
        key: Key,
        refresh: impl Future<Output = Result<Refreshed, Error>> + Send + 'static,
    ) -> SingleFlight<Refreshed> {
        let shared = Self(Arc::clone(&self.0));
        SingleFlight::start(LIMIT, refresh, move |outcome, _| {
            let now = Instant::now();
            let after = |time: Duration| now.checked_add(time).unwrap_or(now);
            let mut entries = shared.entries();
            match &outcome {
                Ok(Refreshed { session, .. }) => {
                    entries.insert(key, Entry::Done(after(GRACE), Arc::clone(session)));
                }
                Err(error) => match pause(error) {
                    Some(pause) => {
                        entries.insert(key, Entry::Failed(after(pause), error.clone()));
                    }
                    None => {
                        entries.remove(&key);
                    }
                },
            }
            outcome
        })
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<Key, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the time in which a failed refresh is not tried again; `None` if nothing was sent.
fn pause(error: &Error) -> Option<Duration> {
    match error {
        Error::Oidc(error) if error.kind() == Kind::SessionStore => None,
        // The refresh token stays rejected.
        Error::Oidc(error) if error.kind() == Kind::SessionEnded => Some(GRACE),
        _ => Some(error.retry_after().unwrap_or(PAUSE).min(MAX_PAUSE)),
    }
}
