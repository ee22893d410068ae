//! [`SingleFlight`]: one request shared by concurrent calls.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

use crate::error::Error;

/// The interval of heartbeats of the task that performs the request.
const HEARTBEAT: Duration = Duration::from_millis(50);

/// The time in which a waiting call expects a heartbeat.
const HEARTBEAT_TIMEOUT: Duration = Duration::from_millis(100);

/// After so many missed heartbeats in a row, a waiting call starts another request.
const MAX_MISSED: u32 = 4;

/// A request shared by concurrent calls, performed by a task: it continues when the call that
/// started it is dropped.
///
/// The task belongs to the runtime of that call. When that runtime stalls, calls on other runtimes
/// would wait in vain, so the task sends heartbeats while it waits for the server.
pub(crate) struct SingleFlight<T> {
    outcome: watch::Receiver<Option<Result<T, Error>>>,
    heartbeats: Arc<AtomicU32>,
    /// The request has ended by then, unless its runtime has stalled.
    lost: Option<Instant>,
}

impl<T> Clone for SingleFlight<T> {
    fn clone(&self) -> Self {
        let (outcome, heartbeats) = (self.outcome.clone(), Arc::clone(&self.heartbeats));
        Self { outcome, heartbeats, lost: self.lost }
    }
}

impl<T: Clone + Send + Sync + 'static> SingleFlight<T> {
    /// Starts a request that takes `limit` at most. `end` receives its outcome and id first;
    /// waiting calls receive the result of `end`.
    pub(crate) fn start<A: Send + 'static>(
        limit: Duration,
        request: impl Future<Output = A> + Send + 'static,
        end: impl FnOnce(A, &SingleFlightId) -> Result<T, Error> + Send + 'static,
    ) -> Self {
        let (sender, outcome) = watch::channel(None);
        let heartbeats = Arc::new(AtomicU32::new(0));
        let single_flight = Self { outcome, heartbeats, lost: Instant::now().checked_add(limit) };
        let id = single_flight.id();
        tokio::spawn(async move {
            let mut request = pin!(request);
            let outcome = loop {
                match timeout(HEARTBEAT, request.as_mut()).await {
                    Ok(outcome) => break outcome,
                    Err(_) => id.0.fetch_add(1, Ordering::Relaxed),
                };
            };
            sender.send_replace(Some(end(outcome, &id)));
        });
        single_flight
    }

    pub(crate) fn id(&self) -> SingleFlightId {
        SingleFlightId(Arc::clone(&self.heartbeats))
    }

    pub(crate) fn is(&self, id: &SingleFlightId) -> bool {
        Arc::ptr_eq(&self.heartbeats, &id.0)
    }

    /// Returns whether there will be no outcome: the runtime was shut down or has stalled.
    pub(crate) fn is_lost(&self) -> bool {
        self.outcome.has_changed().is_err() && self.outcome.borrow().is_none()
            || self.lost.is_some_and(|at| at <= Instant::now())
    }

    /// Waits for the outcome; `None` if the request is lost.
    pub(crate) async fn outcome(&mut self) -> Option<Result<T, Error>> {
        let mut seen = self.heartbeats.load(Ordering::Relaxed);
        let mut missed = 0;
        while missed < MAX_MISSED && !self.is_lost() {
            let wait = self.outcome.wait_for(Option::is_some);
            if let Ok(outcome) = timeout(HEARTBEAT_TIMEOUT, wait).await {
                // There is none if the runtime was shut down.
                return outcome.ok()?.clone();
            }
            let heartbeats = self.heartbeats.load(Ordering::Relaxed);
            missed = if heartbeats == seen { missed + 1 } else { 0 };
            seen = heartbeats;
        }
        None
    }
}

/// Identifies a request.
pub(crate) struct SingleFlightId(Arc<AtomicU32>);
