//! [`MemorySessionStore`]: user sessions in memory.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{SessionStore, StoredSession};
use crate::credentials::StoreFuture;
use crate::oidc::verifier::LogoutTokenClaims;

/// A [`SessionStore`] in memory, for tests and applications with one process. Sessions end with the
/// process. Clones share the sessions.
///
/// ```
/// use std::time::Duration;
///
/// use genauth::oidc::MemorySessionStore;
///
/// let store = MemorySessionStore::new().lifetime(Duration::from_secs(14 * 24 * 3_600));
/// assert!(store.is_empty());
/// ```
#[derive(Clone, Default)]
pub struct MemorySessionStore {
    sessions: Arc<Mutex<Sessions>>,
    /// Reserved refreshes, with the ends of their reservations.
    reserved: Arc<Mutex<HashMap<String, Instant>>>,
    lifetime: Option<Duration>,
}

#[derive(Default)]
struct Sessions {
    /// Sessions, with the times at which they are removed.
    map: HashMap<String, (StoredSession, Option<Instant>)>,
    /// The number of sessions at which expired ones are removed.
    limit: usize,
}

impl Sessions {
    fn remove_expired(&mut self) {
        let now = Instant::now();
        self.map.retain(|_, (_, until)| until.is_none_or(|until| now < until));
    }
}

impl MemorySessionStore {
    /// Creates an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time after the last refresh when a session is removed. By default, a session stays
    /// until it is signed out or its refresh token is rejected.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// Returns the number of sessions.
    pub fn len(&self) -> usize {
        let mut sessions = self.sessions();
        sessions.remove_expired();
        sessions.map.len()
    }

    /// Returns whether there are no sessions.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the time at which a session is removed that is stored now.
    fn until(&self) -> Option<Instant> {
        Instant::now().checked_add(self.lifetime?)
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserved(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.reserved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionStore for MemorySessionStore {
    fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>> {
        let now = Instant::now();
        let session = match self.sessions().map.get(id) {
            Some((session, until)) if until.is_none_or(|until| now < until) => {
                Some(session.clone())
            }
            _ => None,
        };
        Box::pin(async { Ok(session) })
    }

    fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()> {
        let mut sessions = self.sessions();
        if sessions.map.len() >= sessions.limit {
            sessions.remove_expired();
            // Rarely enough to cost little.
            sessions.limit = (2 * sessions.map.len()).max(1_000);
        }
        sessions.map.insert(id.to_owned(), (session.clone(), self.until()));
        Box::pin(async { Ok(()) })
    }

    fn replace<'a>(
        &'a self,
        id: &'a str,
        version: u64,
        session: &'a StoredSession,
    ) -> StoreFuture<'a, bool> {
        let replaced = match self.sessions().map.get_mut(id) {
            Some(stored) if stored.0.version == version => {
                *stored = (session.clone(), self.until());
                true
            }
            _ => false,
        };
        Box::pin(async move { Ok(replaced) })
    }

    fn remove<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        self.sessions().map.remove(id);
        Box::pin(async { Ok(()) })
    }

    fn reserve_refresh<'a>(&'a self, id: &'a str, time: Duration) -> StoreFuture<'a, bool> {
        let now = Instant::now();
        let mut reserved = self.reserved();
        let is_free = reserved.get(id).is_none_or(|until| *until <= now);
        if let Some(until) = now.checked_add(time).filter(|_| is_free) {
            reserved.retain(|_, until| now < *until);
            reserved.insert(id.to_owned(), until);
        }
        Box::pin(async move { Ok(is_free) })
    }

    fn release_refresh<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        self.reserved().remove(id);
        Box::pin(async { Ok(()) })
    }

    fn remove_ended<'a>(&'a self, logout: &'a LogoutTokenClaims) -> StoreFuture<'a, u64> {
        let removed = {
            let mut sessions = self.sessions();
            sessions.remove_expired();
            let before = sessions.map.len();
            sessions.map.retain(|_, (session, _)| !session.is_ended_by(logout));
            before - sessions.map.len()
        };
        Box::pin(async move { Ok(removed as u64) })
    }
}

impl fmt::Debug for MemorySessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySessionStore").field("sessions", &self.len()).finish()
    }
}
