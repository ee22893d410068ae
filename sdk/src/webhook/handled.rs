//! [`HandledDeliveries`]: events that were handled.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::Mutex as AsyncMutex, time::Instant};

use super::Delivery;

/// The outcome of [`HandledDeliveries::handle`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling<T> {
    /// The event was handled now.
    Handled(T),
    /// An event with the same key was handled before.
    Repeated,
}

/// Remembers the events that were handled, so that a request that is sent again is not handled
/// twice.
///
/// It is in memory, for one process: the last 10,000 keys, for a day. With several processes, keep
/// [`Delivery::idempotency_key`] in the database, in the transaction that handles the event.
///
/// ```
/// use genauth::webhook::{Delivery, HandledDeliveries, Handling};
///
/// async fn receive(handled: &HandledDeliveries, delivery: Delivery) -> Result<(), std::io::Error> {
///     let handling = handled
///         .handle(&delivery, || async {
///             println!("{:?}", delivery.event);
///             Ok::<_, std::io::Error>(())
///         })
///         .await?;
///     if handling == Handling::Repeated {
///         println!("sent again");
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Default)]
pub struct HandledDeliveries(Arc<Mutex<Keys>>);

/// The most keys that are remembered, without those in use.
const CAPACITY: usize = 10_000;

/// The time for which a key is remembered.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The keys, and the order in which they were added.
#[derive(Default)]
struct Keys {
    entries: HashMap<Arc<str>, Entry>,
    order: BTreeMap<u64, Arc<str>>,
    added: u64,
}

struct Entry {
    /// Held while the event is handled; whether it was.
    is_handled: Arc<AsyncMutex<bool>>,
    since: Instant,
    number: u64,
}

impl HandledDeliveries {
    /// Creates an empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// Handles an event unless it was handled before.
    ///
    /// Of several concurrent calls with the same key one runs `handler`, and the others wait for it.
    /// If it fails, or is canceled, the key stays unused: one of those that wait takes over, or the
    /// next request does.
    ///
    /// # Errors
    ///
    /// Returns the error of `handler`.
    pub async fn handle<T, E, F>(
        &self,
        delivery: &Delivery,
        handler: impl FnOnce() -> F,
    ) -> Result<Handling<T>, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        let is_handled = self.entry(delivery.idempotency_key());
        let mut is_handled = is_handled.lock().await;
        if *is_handled {
            return Ok(Handling::Repeated);
        }
        let value = handler().await?;
        *is_handled = true;
        Ok(Handling::Handled(value))
    }

    fn entry(&self, key: &str) -> Arc<AsyncMutex<bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key)
    }
}

impl Keys {
    fn entry(&mut self, key: &str) -> Arc<AsyncMutex<bool>> {
        let now = Instant::now();
        let is_known = self.entries.contains_key(key);
        let excess = if is_known { 0 } else { (self.entries.len() + 1).saturating_sub(CAPACITY) };
        self.prune(now, excess);
        if let Some(entry) = self.entries.get(key) {
            return Arc::clone(&entry.is_handled);
        }
        let key = Arc::<str>::from(key);
        self.added += 1;
        self.order.insert(self.added, Arc::clone(&key));
        let is_handled = Arc::<AsyncMutex<bool>>::default();
        let entry = Entry { is_handled: Arc::clone(&is_handled), since: now, number: self.added };
        self.entries.insert(key, entry);
        is_handled
    }

    /// Removes the keys beyond their lifetime, and the oldest ones in excess. Those in use stay.
    fn prune(&mut self, now: Instant, mut excess: usize) {
        let mut removed = Vec::new();
        for key in self.order.values() {
            let Some(entry) = self.entries.get(key) else { continue };
            let is_old = now.saturating_duration_since(entry.since) >= LIFETIME;
            if excess == 0 && !is_old {
                break;
            }
            if Arc::strong_count(&entry.is_handled) == 1 {
                excess = excess.saturating_sub(1);
                removed.push(entry.number);
            }
        }
        for number in removed {
            if let Some(key) = self.order.remove(&number) {
                self.entries.remove(&key);
            }
        }
    }
}

impl fmt::Debug for HandledDeliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.lock().unwrap_or_else(PoisonError::into_inner).entries.len();
        f.debug_struct("HandledDeliveries").field("count", &count).finish()
    }
}
