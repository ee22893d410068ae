//! [`Deadline`]: the deadline of a call or an attempt.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
    time::Duration,
};

use tokio::time::{Instant, timeout_at};

use super::Connection;
use crate::endpoint::Endpoint;
use crate::error::{Error, Limit, Phase, TransportError};

/// The deadline of a call or an attempt.
pub(super) struct Deadline<'a> {
    connection: &'a Connection,
    endpoint: &'a Endpoint,
    limit: Limit,
    after: Duration,
    /// `None` if it exceeds the range of the clock.
    at: Option<Instant>,
}

impl<'a> Deadline<'a> {
    /// Returns the deadline of a call, counted from now.
    pub(super) fn of_call(
        connection: &'a Connection,
        endpoint: &'a Endpoint,
        after: Duration,
    ) -> Self {
        let at = Instant::now().checked_add(after);
        Self { connection, endpoint, limit: Limit::Call, after, at }
    }

    /// Returns the deadline of an attempt, counted from now, but not after that of its call.
    pub(super) fn of_attempt(&self, after: Option<Duration>) -> Self {
        let Self { connection, endpoint, limit, after: timeout, at: end } = *self;
        let at = after.and_then(|after| Instant::now().checked_add(after));
        match (after, at) {
            (Some(after), Some(at)) if end.is_none_or(|end| at < end) => {
                Self { limit: Limit::Attempt, after, at: Some(at), ..*self }
            }
            _ => Self { connection, endpoint, limit, after: timeout, at: end },
        }
    }

    /// Returns whether there is time left after a pause.
    pub(super) fn allows(&self, pause: Duration) -> bool {
        let after = Instant::now().checked_add(pause);
        self.at.is_none_or(|at| after.is_some_and(|after| after < at))
    }

    /// Runs a future until the deadline. Takes it pinned, because futures of a request are large
    /// and expensive to move.
    pub(super) async fn limit<F: Future>(
        &self,
        phase: Phase,
        mut future: Pin<&mut F>,
    ) -> Result<F::Output, Error> {
        // A cached token and a body that arrived with its head are ready at once, without a look at
        // the clock; the head of a response never is.
        if matches!(phase, Phase::Token | Phase::Body)
            && let Poll::Ready(outcome) =
                poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
        {
            return Ok(outcome);
        }
        match self.at {
            None => Ok(future.await),
            // Timers have a resolution of milliseconds, so the deadline may have passed.
            Some(at) if at <= Instant::now() => Err(self.expired(phase)),
            Some(at) => timeout_at(at, future).await.map_err(|_| self.expired(phase)),
        }
    }

    #[cold]
    fn expired(&self, phase: Phase) -> Error {
        let Self { connection, endpoint, limit, after, .. } = *self;
        TransportError::timeout(endpoint, &connection.host, phase, limit, after).into()
    }
}
