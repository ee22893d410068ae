//! Stores that fail on request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use genauth::StoreFuture;
use genauth::oidc::{LogoutTokenClaims, MemorySessionStore, StoredSession};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{MemoryStore, SessionStore};

/// Whether stores fail.
#[derive(Clone, Debug, Default)]
pub struct Outage(Arc<AtomicBool>);

impl Outage {
    pub fn set(&self, fails: bool) {
        self.0.store(fails, Ordering::SeqCst);
    }

    fn is_on(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    fn check(&self) -> Result<()> {
        match self.is_on() {
            true => Err(Error::Backend("secret-of-the-store".to_owned())),
            false => Ok(()),
        }
    }
}

/// A store of tower-sessions, which brings back deleted sessions when it saves them.
#[derive(Clone, Debug, Default)]
pub struct WebStore(pub MemoryStore, pub Outage);

#[async_trait]
impl SessionStore for WebStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.1.check()?;
        self.0.create(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.1.check()?;
        self.0.save(record).await
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        self.1.check()?;
        self.0.load(id).await
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.1.check()?;
        self.0.delete(id).await
    }
}

/// A store of user sessions.
#[derive(Clone, Default)]
pub struct UserStore(pub MemorySessionStore, pub Outage);

impl UserStore {
    fn or_fail<'a, T: Send + 'a>(&'a self, inner: StoreFuture<'a, T>) -> StoreFuture<'a, T> {
        match self.1.is_on() {
            true => Box::pin(async { Err("secret-of-the-store".into()) }),
            false => inner,
        }
    }
}

impl genauth::oidc::SessionStore for UserStore {
    fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>> {
        self.or_fail(self.0.load(id))
    }

    fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()> {
        if self.1.is_on() {
            return Box::pin(async { Err("secret-of-the-store".into()) });
        }
        self.0.insert(id, session)
    }

    fn replace<'a>(
        &'a self,
        id: &'a str,
        version: u64,
        session: &'a StoredSession,
    ) -> StoreFuture<'a, bool> {
        self.0.replace(id, version, session)
    }

    fn remove<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        if self.1.is_on() {
            return Box::pin(async { Err("secret-of-the-store".into()) });
        }
        self.0.remove(id)
    }

    fn reserve_refresh<'a>(&'a self, id: &'a str, time: Duration) -> StoreFuture<'a, bool> {
        self.0.reserve_refresh(id, time)
    }

    fn release_refresh<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        self.0.release_refresh(id)
    }

    fn remove_ended<'a>(&'a self, logout: &'a LogoutTokenClaims) -> StoreFuture<'a, u64> {
        if self.1.is_on() {
            return Box::pin(async { Err("secret-of-the-store".into()) });
        }
        self.0.remove_ended(logout)
    }
}
