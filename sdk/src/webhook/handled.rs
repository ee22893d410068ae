//! [`HandledDeliveries`]: events that were handled.

use std::{
    collections::HashMap,
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
pub struct HandledDeliveries(Arc<Mutex<HashMap<String, Entry>>>);

/// The most keys that are remembered, without those in use.
const CAPACITY: usize = 10_000;

/// The time for which a key is remembered.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Clone)]
struct Entry {
    /// Held while the event is handled; whether it was.
    is_handled: Arc<AsyncMutex<bool>>,
    since: Instant,
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
    /// That of `handler`.
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
        let now = Instant::now();
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get(key)
            && now.saturating_duration_since(entry.since) < LIFETIME
        {
            return Arc::clone(&entry.is_handled);
        }
        if entries.len() >= CAPACITY {
            prune(&mut entries, now);
        }
        let is_handled = Arc::<AsyncMutex<bool>>::default();
        let entry = Entry { is_handled: Arc::clone(&is_handled), since: now };
        entries.insert(key.to_owned(), entry);
        is_handled
    }
}

/// Removes old keys: those beyond their lifetime, and a tenth of the rest if none is.
fn prune(entries: &mut HashMap<String, Entry>, now: Instant) {
    let in_use = |entry: &Entry| Arc::strong_count(&entry.is_handled) > 1;
    let before = entries.len();
    entries
        .retain(|_, entry| in_use(entry) || now.saturating_duration_since(entry.since) < LIFETIME);
    if entries.len() < before {
        return;
    }
    let mut times: Vec<Instant> = entries.values().map(|entry| entry.since).collect();
    let (_, oldest, _) = times.select_nth_unstable(before / 10);
    let oldest = *oldest;
    entries.retain(|_, entry| in_use(entry) || entry.since > oldest);
}

impl fmt::Debug for HandledDeliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.lock().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("HandledDeliveries").field("count", &count).finish()
    }
}
