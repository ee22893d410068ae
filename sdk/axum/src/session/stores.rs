//! Stores of any type behind one: [`WebStore`] and [`Users`]; and one in memory: [`MemoryStore`].

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use genauth::StoreFuture;
use genauth::oidc::{LogoutTokenClaims, SessionStore as UserStore, StoredSession};
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::Result;

use super::entry::KEY;

/// A store of tower-sessions.
#[derive(Clone, Debug)]
pub(crate) struct WebStore(Arc<dyn SessionStore>);

impl WebStore {
    pub(crate) fn new(store: impl SessionStore) -> Self {
        Self(Arc::new(store))
    }
}

#[async_trait]
impl SessionStore for WebStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.0.create(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.0.save(record).await
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        self.0.load(id).await
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.delete(id).await
    }
}

/// The most sessions without a user that are kept in memory: any client can begin one.
const MAX_VISITORS: usize = 100_000;

/// Sessions of tower-sessions in memory. Unlike the store of that crate, it forgets expired sessions,
/// bounds those of visitors, and saving does not bring back a session that was deleted.
#[derive(Clone, Debug, Default)]
pub(crate) struct MemoryStore(Arc<Mutex<Records>>);

#[derive(Debug, Default)]
struct Records {
    records: HashMap<Id, Record>,
    /// The number of records at which some are removed.
    limit: usize,
}

impl MemoryStore {
    fn with<T>(&self, action: impl FnOnce(&mut Records) -> T) -> T {
        action(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Records {
    /// Removes expired sessions, and the oldest ones of visitors if there are too many.
    fn make_room(&mut self) {
        self.records.retain(|_, record| is_current(record));
        let visitors = self.records.values().filter(|record| !has_user(record));
        let mut visitors: Vec<_> = visitors.map(|it| (it.expiry_date, it.id)).collect();
        visitors.sort_unstable_by_key(|(expiry_date, _)| *expiry_date);
        let surplus = visitors.len().saturating_sub(MAX_VISITORS / 2);
        for (_, id) in visitors.drain(..surplus) {
            self.records.remove(&id);
        }
        let count = self.records.len();
        self.limit = count + count.clamp(1_000, MAX_VISITORS / 2);
    }
}

fn has_user(record: &Record) -> bool {
    record.data.get(KEY).is_some_and(|entry| entry.get("user").is_some())
}

fn is_current(record: &Record) -> bool {
    record.expiry_date > OffsetDateTime::now_utc()
}

#[async_trait]
impl SessionStore for MemoryStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.with(|it| {
            if it.records.len() >= it.limit {
                it.make_room();
            }
            while it.records.contains_key(&record.id) {
                record.id = Id::default();
            }
            it.records.insert(record.id, record.clone());
        });
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.with(|it| {
            if let Some(stored) = it.records.get_mut(&record.id) {
                *stored = record.clone();
            }
        });
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        Ok(self.with(|it| it.records.get(id).filter(|record| is_current(record)).cloned()))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.with(|it| it.records.remove(id));
        Ok(())
    }
}

/// A store of user sessions.
#[derive(Clone)]
pub(crate) struct Users(Arc<dyn UserStore>);

impl Users {
    pub(crate) fn new(store: impl UserStore) -> Self {
        Self(Arc::new(store))
    }
}

impl UserStore for Users {
    fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>> {
        self.0.load(id)
    }

    fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()> {
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
        self.0.remove(id)
    }

    fn reserve_refresh<'a>(&'a self, id: &'a str, time: Duration) -> StoreFuture<'a, bool> {
        self.0.reserve_refresh(id, time)
    }

    fn release_refresh<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        self.0.release_refresh(id)
    }

    fn remove_ended<'a>(&'a self, logout: &'a LogoutTokenClaims) -> StoreFuture<'a, u64> {
        self.0.remove_ended(logout)
    }
}

impl fmt::Debug for Users {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Users")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(left: i64) -> Record {
        let expiry_date = OffsetDateTime::now_utc() + time::Duration::seconds(left);
        Record { id: Id::default(), data: HashMap::new(), expiry_date }
    }

    #[tokio::test]
    async fn expired_sessions_are_removed() {
        let store = MemoryStore::default();
        let mut current = record(600);
        store.create(&mut current).await.unwrap();
        for _ in 0..5_000 {
            store.create(&mut record(-1)).await.unwrap();
        }
        assert!(store.with(|it| it.records.len()) <= 1_001);
        assert_eq!(store.load(&current.id).await.unwrap(), Some(current));
    }

    #[tokio::test]
    async fn sessions_of_visitors_are_bounded_and_those_of_users_kept() {
        let store = MemoryStore::default();
        let mut user = record(1);
        user.data.insert(KEY.to_owned(), serde_json::json!({"user": {"id": "x"}}));
        user.expiry_date += time::Duration::minutes(1);
        store.create(&mut user).await.unwrap();
        let mut last = record(600);
        for index in 0..130_000 {
            last = record(600 + index);
            store.create(&mut last).await.unwrap();
        }
        assert!(store.with(|it| it.records.len()) <= MAX_VISITORS + 1);
        assert_eq!(store.load(&user.id).await.unwrap(), Some(user));
        assert_eq!(store.load(&last.id).await.unwrap(), Some(last));
    }

    #[tokio::test]
    async fn deleted_sessions_stay_deleted() {
        let store = MemoryStore::default();
        let mut record = record(600);
        store.create(&mut record).await.unwrap();
        store.delete(&record.id).await.unwrap();
        store.save(&record).await.unwrap();
        assert_eq!(store.load(&record.id).await.unwrap(), None);
    }
}
