//! What the connections of an emulator share.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::{
    api::Description, calls::Calls, clock::Clock, faults::Faults, log::Log, server::Hosts,
    state::World,
};

/// What an emulator lets in.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// Hosts that requests may name besides loopback.
    pub hosts: Hosts,
    /// How long a client may take to send the head of a request, and its body.
    pub read_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { hosts: Hosts::default(), read_timeout: Duration::from_secs(30) }
    }
}

/// One emulator, as its connections see it.
pub(crate) struct Shared {
    pub description: &'static Description,
    pub clock: Clock,
    pub faults: Faults,
    pub calls: Calls,
    pub log: Log,
    /// The address: `http://127.0.0.1:3000`.
    pub host: String,
    pub limits: Limits,
    pub(crate) world: Mutex<World>,
    /// What it begins with, and again after a reset.
    pub(crate) start: World,
    /// Counts changes of state.
    pub(crate) changes: tokio::sync::watch::Sender<u64>,
    requests: AtomicU64,
}

impl Shared {
    pub fn new(
        description: &'static Description,
        host: String,
        world: World,
        clock: Clock,
        limits: Limits,
    ) -> Self {
        Self {
            description,
            clock,
            faults: Faults::new(description),
            calls: Calls::default(),
            log: Log::default(),
            host,
            limits,
            start: world.clone(),
            world: Mutex::new(world),
            changes: tokio::sync::watch::Sender::new(0),
            requests: AtomicU64::new(0),
        }
    }

    /// Everything it remembers. One call at a time has it.
    pub fn world(&self) -> MutexGuard<'_, World> {
        // A handler that panicked did so in a test's own emulator, and others should go on.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything as it was at the start: no calls, no faults, no time gone by.
    pub fn reset(&self) {
        self.clock.set_ahead(0);
        self.faults.clear();
        self.calls.clear();
        self.replace(self.start.clone());
    }

    /// Puts another state in place of this one.
    pub fn replace(&self, world: World) {
        *self.world() = world;
        self.changed();
    }

    /// Tells those who wait for changes.
    pub fn changed(&self) {
        self.changes.send_modify(|changes| *changes = changes.wrapping_add(1));
    }

    /// An id for a response, a UUID that counts up.
    pub fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        format!("00000000-0000-4000-8000-{number:012x}")
    }
}
