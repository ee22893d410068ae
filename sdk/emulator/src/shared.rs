//! State shared by the connections of an emulator.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::{
    api::Spec, calls::Calls, changes, clock::Clock, events::Hub, faults::Faults, hosts::Hosts,
    log::Log, state::State, webhook_sender::Sender,
};

/// Restrictions on requests.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// Hosts that requests may name in addition to loopback.
    pub hosts: Hosts,
    /// Time limits for sending the head and the body of a request.
    pub read_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { hosts: Hosts::default(), read_timeout: Duration::from_secs(30) }
    }
}

/// One emulator, shared by its connections.
pub(crate) struct Shared {
    pub spec: &'static Spec,
    pub clock: Clock,
    pub faults: Faults,
    /// Event subscriptions.
    pub hub: Arc<Hub>,
    /// Sends webhook requests.
    pub sender: Sender,
    pub calls: Calls,
    pub log: Log,
    /// The address: `http://127.0.0.1:3000`.
    pub host: String,
    pub limits: Limits,
    pub(crate) state: Mutex<State>,
    /// The initial emulator state, also restored on reset.
    pub(crate) start: State,
    /// Number of changes to the emulator state.
    pub(crate) changes: tokio::sync::watch::Sender<u64>,
    requests: AtomicU64,
}

impl Shared {
    pub fn new(
        spec: &'static Spec,
        host: String,
        mut state: State,
        clock: Clock,
        limits: Limits,
        sender: Sender,
    ) -> Self {
        changes::forget(&mut state);
        Self {
            spec,
            clock,
            faults: Faults::new(spec),
            hub: Arc::default(),
            sender,
            calls: Calls::default(),
            log: Log::default(),
            host,
            limits,
            start: state.clone(),
            state: Mutex::new(state),
            changes: tokio::sync::watch::Sender::new(0),
            requests: AtomicU64::new(0),
        }
    }

    /// Locks the emulator state, for one call at a time.
    pub fn state(&self) -> MutexGuard<'_, State> {
        // A panic in one test's handler must not block the others.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Restores the initial emulator state: no calls, no faults, no event subscriptions, and a reset
    /// clock.
    pub fn reset(&self) {
        self.clock.set_ahead(0);
        self.faults.clear();
        self.hub.faults.clear();
        self.hub.drop_connections();
        self.calls.clear();
        self.replace(self.start.clone());
    }

    /// Replaces the emulator state.
    pub fn replace(&self, state: State) {
        *self.state() = state;
        self.changed();
    }

    /// Notifies the tasks that wait for changes.
    pub fn changed(&self) {
        self.changes.send_modify(|changes| *changes = changes.wrapping_add(1));
    }

    /// Returns the next ID for a response, a sequential UUID.
    pub fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        format!("00000000-0000-4000-8000-{number:012x}")
    }
}
