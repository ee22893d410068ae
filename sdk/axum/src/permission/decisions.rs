//! [`Decisions`]: permissions of users, cached for a short time.

use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{FutureExt as _, future::Shared};
use tokio::time::Instant;
use tracing::Instrument as _;

/// The most decisions that are kept.
const CAPACITY: usize = 10_000;

/// The longest time that a denial is kept, so that a permission takes effect soon.
const DENIED: Duration = Duration::from_secs(5);

/// The application and the user.
pub(super) type Key = (String, String);

/// The result of a check.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome {
    Decided(Decision),
    /// The user's token is not accepted.
    Refused,
    /// There is no decision.
    Failed {
        retry_after: Option<Duration>,
    },
}

/// Whether a user has the permission.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision {
    pub(super) is_allowed: bool,
}

/// Decisions by user. At most one check of a user is in flight.
#[derive(Default)]
pub(super) struct Decisions(Mutex<State>);

#[derive(Default)]
struct State {
    entries: HashMap<Key, Entry>,
    /// The number of checks, to tell them apart.
    started: u64,
}

enum Entry {
    Known { decision: Decision, until: Instant },
    InFlight(InFlight),
}

#[derive(Clone)]
struct InFlight {
    id: u64,
    outcome: Shared<Pin<Box<dyn Future<Output = Outcome> + Send>>>,
}

impl Decisions {
    /// Returns the decision on a user, from the cache or by `ask`.
    pub(super) async fn get<F>(
        self: &Arc<Self>,
        key: Key,
        cache: Duration,
        ask: impl Fn() -> F,
    ) -> Outcome
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let (in_flight, is_own) = {
            let mut state = self.state();
            let now = Instant::now();
            match state.entries.get(&key) {
                Some(Entry::Known { decision, until }) if now < *until => {
                    return Outcome::Decided(*decision);
                }
                Some(Entry::InFlight(other)) => (other.clone(), false),
                _ => (self.start(&mut state, key.clone(), cache, ask()), true),
            }
        };
        let outcome = in_flight.outcome.await;
        if let Outcome::Decided(_) = outcome {
            return outcome;
        }
        self.forget(&key, in_flight.id);
        match outcome {
            // That was the token of another request.
            Outcome::Refused if !is_own => ask().await,
            outcome => outcome,
        }
    }

    /// Starts a check in its own task, so that it ends even if the request that started it does not.
    fn start(
        self: &Arc<Self>,
        state: &mut State,
        key: Key,
        cache: Duration,
        asked: impl Future<Output = Outcome> + Send + 'static,
    ) -> InFlight {
        state.started += 1;
        let id = state.started;
        let decisions = Arc::clone(self);
        let finished = key.clone();
        let check = async move {
            let outcome = asked.await;
            decisions.finish(finished, id, outcome, cache);
            outcome
        };
        let task = tokio::spawn(check.in_current_span());
        let outcome = async { task.await.unwrap_or(Outcome::Failed { retry_after: None }) };
        let in_flight = InFlight { id, outcome: outcome.boxed().shared() };
        if state.has_room(&key) {
            state.entries.insert(key, Entry::InFlight(in_flight.clone()));
        }
        in_flight
    }

    fn finish(&self, key: Key, id: u64, outcome: Outcome, cache: Duration) {
        let mut state = self.state();
        if !state.is_in_flight(&key, id) {
            return;
        }
        let lifetime = match outcome {
            Outcome::Decided(Decision { is_allowed: false }) => cache.min(DENIED),
            _ => cache,
        };
        match (outcome, Instant::now().checked_add(lifetime)) {
            (Outcome::Decided(decision), Some(until)) if !lifetime.is_zero() => {
                state.entries.insert(key, Entry::Known { decision, until });
            }
            _ => {
                state.entries.remove(&key);
            }
        }
    }

    fn forget(&self, key: &Key, id: u64) {
        let mut state = self.state();
        if state.is_in_flight(key, id) {
            state.entries.remove(key);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_in_flight(&self, key: &Key, id: u64) -> bool {
        matches!(self.entries.get(key), Some(Entry::InFlight(it)) if it.id == id)
    }

    /// Makes room for an entry, as far as decisions have expired.
    fn has_room(&mut self, key: &Key) -> bool {
        if self.entries.len() >= CAPACITY {
            let now = Instant::now();
            self.entries.retain(|_, entry| match entry {
                Entry::Known { until, .. } => now < *until,
                Entry::InFlight(_) => true,
            });
        }
        self.entries.len() < CAPACITY || self.entries.contains_key(key)
    }
}
