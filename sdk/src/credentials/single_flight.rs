//! [`SingleFlight`]: a request that several callers wait for.

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

/// The time between two signs of life of the task that carries out the request.
const BEAT: Duration = Duration::from_millis(50);

/// The time in which a caller expects a sign of life.
const LOOK: Duration = Duration::from_millis(100);

/// A caller that has seen no sign of life so many times in a row takes the request over.
const LOOKS: u32 = 4;

/// A request that several callers wait for, carried out by a task: it goes on when the caller that
/// started it gives up.
///
/// The task belongs to the runtime of that caller. When that runtime stands still, callers on other
/// runtimes would wait in vain, so the task shows that it is alive while it waits for the server.
pub(crate) struct SingleFlight<T> {
    outcome: watch::Receiver<Option<Result<T, Error>>>,
    beats: Arc<AtomicU32>,
    /// It is over by then, unless the runtime it was started on stands still.
    lost: Option<Instant>,
}

impl<T> Clone for SingleFlight<T> {
    fn clone(&self) -> Self {
        let (outcome, beats) = (self.outcome.clone(), Arc::clone(&self.beats));
        Self { outcome, beats, lost: self.lost }
    }
}

impl<T: Clone + Send + Sync + 'static> SingleFlight<T> {
    /// Starts a request that takes `limit` at most. `end` gets its outcome, before callers do, and
    /// the number of the flight; what it returns is what callers get.
    pub(crate) fn start<A: Send + 'static>(
        limit: Duration,
        request: impl Future<Output = A> + Send + 'static,
        end: impl FnOnce(A, &SingleFlightId) -> Result<T, Error> + Send + 'static,
    ) -> Self {
        let (sender, outcome) = watch::channel(None);
        let beats = Arc::new(AtomicU32::new(0));
        let flight = Self { outcome, beats, lost: Instant::now().checked_add(limit) };
        let id = flight.id();
        tokio::spawn(async move {
            let mut request = pin!(request);
            let answer = loop {
                match timeout(BEAT, request.as_mut()).await {
                    Ok(answer) => break answer,
                    Err(_) => id.0.fetch_add(1, Ordering::Relaxed),
                };
            };
            sender.send_replace(Some(end(answer, &id)));
        });
        flight
    }

    pub(crate) fn id(&self) -> SingleFlightId {
        SingleFlightId(Arc::clone(&self.beats))
    }

    pub(crate) fn is(&self, id: &SingleFlightId) -> bool {
        Arc::ptr_eq(&self.beats, &id.0)
    }

    /// Whether nothing will come of it: its runtime was shut down, or stands still.
    pub(crate) fn is_lost(&self) -> bool {
        self.outcome.has_changed().is_err() && self.outcome.borrow().is_none()
            || self.lost.is_some_and(|at| at <= Instant::now())
    }

    /// The outcome; `None` when the flight is lost.
    pub(crate) async fn outcome(&mut self) -> Option<Result<T, Error>> {
        let mut seen = self.beats.load(Ordering::Relaxed);
        let mut missed = 0;
        while missed < LOOKS && !self.is_lost() {
            let wait = self.outcome.wait_for(Option::is_some);
            if let Ok(outcome) = timeout(LOOK, wait).await {
                // There is none when the runtime was shut down.
                return outcome.ok()?.clone();
            }
            let beats = self.beats.load(Ordering::Relaxed);
            missed = if beats == seen { missed + 1 } else { 0 };
            seen = beats;
        }
        None
    }
}

/// Tells flights apart.
pub(crate) struct SingleFlightId(Arc<AtomicU32>);
