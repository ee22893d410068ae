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

/// A user: ids are unique within an application, an issuer, and a kind of subject.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) app: String,
    /// `None` for a session of the application.
    pub(super) issuer: Option<String>,
    /// The token is that of an application for itself.
    pub(super) is_application: bool,
    pub(super) id: String,
}

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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const CACHE: Duration = Duration::from_secs(30);

    fn key_of(user: usize) -> Key {
        let (app, id) = ("APP_ID".to_owned(), user.to_string());
        Key { app, issuer: None, is_application: false, id }
    }

    /// Counts checks, whose outcome is always the same.
    struct Server {
        decisions: Arc<Decisions>,
        outcome: Outcome,
        checks: AtomicUsize,
    }

    impl Server {
        fn responding(outcome: Outcome) -> Self {
            Self { decisions: Arc::default(), outcome, checks: AtomicUsize::new(0) }
        }

        async fn ask(&self, user: usize) -> Outcome {
            let key = key_of(user);
            let ask = || {
                self.checks.fetch_add(1, Ordering::SeqCst);
                std::future::ready(self.outcome)
            };
            self.decisions.get(key, CACHE, ask).await
        }

        fn checks(&self) -> usize {
            self.checks.load(Ordering::SeqCst)
        }
    }

    fn decided(is_allowed: bool) -> Outcome {
        Outcome::Decided(Decision { is_allowed })
    }

    #[tokio::test(start_paused = true)]
    async fn decisions_expire_and_denials_sooner() {
        for (is_allowed, kept) in [(true, 30), (false, 5)] {
            let server = Server::responding(decided(is_allowed));
            for (seconds, checks) in [(0, 1), (kept - 1, 1), (1, 2), (1, 2), (kept - 1, 3)] {
                tokio::time::advance(Duration::from_secs(seconds)).await;
                let outcome = server.ask(1).await;
                assert!(matches!(outcome, Outcome::Decided(it) if it.is_allowed == is_allowed));
                assert_eq!(server.checks(), checks, "{is_allowed} {seconds}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn failures_are_not_kept() {
        for outcome in [Outcome::Failed { retry_after: None }, Outcome::Refused] {
            let server = Server::responding(outcome);
            for checks in 1..4 {
                server.ask(1).await;
                assert_eq!(server.checks(), checks);
                assert!(server.decisions.state().entries.is_empty());
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded() {
        let server = Server::responding(decided(true));
        for user in 0..CAPACITY + 10 {
            server.ask(user).await;
        }
        assert_eq!(server.decisions.state().entries.len(), CAPACITY);
        // Users without an entry are checked every time.
        server.ask(CAPACITY + 1).await;
        assert_eq!(server.checks(), CAPACITY + 11);
        // Expired entries make room.
        tokio::time::advance(CACHE).await;
        server.ask(CAPACITY + 1).await;
        assert_eq!(server.decisions.state().entries.len(), 1);
    }

    #[tokio::test]
    async fn check_that_panics_is_a_failure() {
        let decisions: Arc<Decisions> = Arc::default();
        let key = key_of(1);
        let ask = || async { panic!("as intended") };
        let outcome = decisions.get(key.clone(), CACHE, ask).await;
        assert!(matches!(outcome, Outcome::Failed { .. }));
        let outcome = decisions.get(key, CACHE, || std::future::ready(decided(true))).await;
        assert!(matches!(outcome, Outcome::Decided(_)));
    }
}
