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
#[derive(Clone, Default)]
pub struct MemorySessionStore {
    sessions: Arc<Mutex<HashMap<String, StoredSession>>>,
    /// Reserved refreshes, with the ends of their reservations.
    reserved: Arc<Mutex<HashMap<String, Instant>>>,
}

impl MemorySessionStore {
    /// Creates an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of sessions.
    pub fn len(&self) -> usize {
        self.sessions().len()
    }

    /// Returns whether there are no sessions.
    pub fn is_empty(&self) -> bool {
        self.sessions().is_empty()
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, StoredSession>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserved(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.reserved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionStore for MemorySessionStore {
    fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>> {
        let session = self.sessions().get(id).cloned();
        Box::pin(async { Ok(session) })
    }

    fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()> {
        self.sessions().insert(id.to_owned(), session.clone());
        Box::pin(async { Ok(()) })
    }

    fn replace<'a>(
        &'a self,
        id: &'a str,
        version: u64,
        session: &'a StoredSession,
    ) -> StoreFuture<'a, bool> {
        let replaced = match self.sessions().get_mut(id) {
            Some(stored) if stored.version == version => {
                *stored = session.clone();
                true
            }
            _ => false,
        };
        Box::pin(async move { Ok(replaced) })
    }

    fn remove<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        self.sessions().remove(id);
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
            let before = sessions.len();
            sessions.retain(|_, session| !session.is_ended_by(logout));
            before - sessions.len()
        };
        Box::pin(async move { Ok(removed as u64) })
    }
}

impl fmt::Debug for MemorySessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySessionStore").field("sessions", &self.len()).finish()
    }
}
