//! [`MemoryReplayStore`]: used responses in memory.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::ReplayStore;
use crate::clock::{Clock, SystemClock};
use crate::credentials::{StoreError, StoreFuture};
use crate::random::sha256;

/// The most keys by default.
const CAPACITY: usize = 100_000;

type Hash = [u8; 32];

/// A [`ReplayStore`] in the memory of this process. Clones share the keys.
///
/// For applications with one process: another process accepts a response that this one has used.
///
/// It has space for 100,000 keys, of which a sign-in uses two, and takes about 10 MB. Without space,
/// keys that have expired are removed, the oldest first. If none has expired, responses are refused,
/// since a key that is removed early would let a used response pass.
///
/// ```
/// use genauth::saml::MemoryReplayStore;
///
/// let store = MemoryReplayStore::new().capacity(1_000_000);
/// assert!(store.is_empty());
/// ```
#[derive(Clone)]
pub struct MemoryReplayStore {
    keys: Arc<Mutex<Keys>>,
    capacity: usize,
    clock: Arc<dyn Clock>,
}

/// Hashes of keys, which may be long.
#[derive(Default)]
struct Keys {
    hashes: HashSet<Hash>,
    order: BinaryHeap<Reverse<(SystemTime, Hash)>>,
}

impl MemoryReplayStore {
    /// Creates an empty store.
    pub fn new() -> Self {
        Self { keys: Arc::default(), capacity: CAPACITY, clock: Arc::new(SystemClock) }
    }

    /// Sets the most keys; 100,000 by default.
    #[must_use]
    pub fn capacity(mut self, capacity: usize) -> Self {
        self.capacity = capacity;
        self
    }

    /// Sets the clock, for tests.
    #[must_use]
    pub fn clock(self, clock: impl Clock) -> Self {
        self.shared_clock(Arc::new(clock))
    }

    pub(in crate::saml) fn shared_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Returns the number of keys, with those that have expired and are not removed yet.
    pub fn len(&self) -> usize {
        self.keys().hashes.len()
    }

    /// Returns whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn store(&self, key: &str, until: SystemTime) -> Result<bool, StoreError> {
        let hash = sha256(key);
        let now = self.clock.now();
        let mut keys = self.keys();
        // Even if it has expired: an ID is never used twice.
        if keys.hashes.contains(&hash) {
            return Ok(false);
        }
        while keys.hashes.len() >= self.capacity {
            match keys.order.peek() {
                Some(Reverse((until, oldest))) if *until <= now => {
                    let oldest = *oldest;
                    keys.hashes.remove(&oldest);
                    keys.order.pop();
                }
                _ => {
                    return Err(format!(
                        "the store is full: {} responses were used and have not expired; increase \
                         the capacity or use `RedisReplayStore`",
                        keys.hashes.len()
                    )
                    .into());
                }
            }
        }
        keys.hashes.insert(hash);
        keys.order.push(Reverse((until, hash)));
        Ok(true)
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryReplayStore {
    fn default() -> Self {
        Self::new()
    }
}

impl ReplayStore for MemoryReplayStore {
    fn insert<'a>(&'a self, key: &'a str, until: SystemTime) -> StoreFuture<'a, bool> {
        let outcome = self.store(key, until);
        Box::pin(async { outcome })
    }
}

impl fmt::Debug for MemoryReplayStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryReplayStore")
            .field("keys", &self.len())
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// A store of three keys, and its time in seconds.
    fn store() -> (MemoryReplayStore, Arc<AtomicU64>) {
        let time = Arc::new(AtomicU64::new(100));
        let clock = Arc::clone(&time);
        let store = MemoryReplayStore::new().capacity(3);
        (store.clock(move || at(clock.load(Ordering::Relaxed))), time)
    }

    #[tokio::test]
    async fn a_key_is_stored_once() {
        let (store, time) = store();
        let clone = store.clone();
        assert!(store.insert("a", at(200)).await.unwrap());
        assert!(!clone.insert("a", at(300)).await.unwrap());
        assert!(clone.insert("A", at(300)).await.unwrap());
        time.store(1_000, Ordering::Relaxed);
        assert!(!store.insert("a", at(2_000)).await.unwrap());
        assert_eq!(store.len(), 2);
    }

    #[tokio::test]
    async fn a_full_store_removes_expired_keys_only() {
        let (store, time) = store();
        for (key, until) in [("a", 300), ("b", 200), ("c", 400)] {
            assert!(store.insert(key, at(until)).await.unwrap());
        }
        time.store(199, Ordering::Relaxed);
        let error = store.insert("d", at(500)).await.unwrap_err();
        assert!(error.to_string().starts_with("the store is full: 3 "), "{error}");
        assert!(!store.insert("b", at(500)).await.unwrap());
        time.store(200, Ordering::Relaxed);
        assert!(store.insert("d", at(500)).await.unwrap());
        assert_eq!(store.len(), 3);
        for key in ["a", "c", "d"] {
            assert!(!store.insert(key, at(500)).await.unwrap(), "{key}");
        }
        assert!(store.insert("e", at(500)).await.is_err());
    }

    #[test]
    fn of_concurrent_calls_with_one_key_one_succeeds() {
        let store = MemoryReplayStore::new();
        let won = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for key in 0..1_000 {
                        if store.store(&key.to_string(), at(1)).unwrap() {
                            won.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        assert_eq!((won.into_inner(), store.len()), (1_000, 1_000));
    }
}
