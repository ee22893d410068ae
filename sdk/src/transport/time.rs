//! [`Deadline`]: when a call or an attempt has to be over.

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

/// The end of the time for a call or an attempt.
pub(super) struct Deadline<'a> {
    connection: &'a Connection,
    endpoint: &'a Endpoint,
    limit: Limit,
    after: Duration,
    /// `None` if it lies so far ahead that it never comes.
    at: Option<Instant>,
}

impl<'a> Deadline<'a> {
    /// The deadline of a call, this long from now.
    pub(super) fn of_call(
        connection: &'a Connection,
        endpoint: &'a Endpoint,
        after: Duration,
    ) -> Self {
        let at = Instant::now().checked_add(after);
        Self { connection, endpoint, limit: Limit::Call, after, at }
    }

    /// The deadline of an attempt: this long from now, but no later than that of its call.
    pub(super) fn of_attempt(&self, after: Option<Duration>) -> Self {
        let Self { connection, endpoint, limit, after: whole, at: end } = *self;
        let at = after.and_then(|after| Instant::now().checked_add(after));
        match (after, at) {
            (Some(after), Some(at)) if end.is_none_or(|end| at < end) => {
                Self { limit: Limit::Attempt, after, at: Some(at), ..*self }
            }
            _ => Self { connection, endpoint, limit, after: whole, at: end },
        }
    }

    /// Whether there is time left after a pause.
    pub(super) fn leaves(&self, pause: Duration) -> bool {
        let after = Instant::now().checked_add(pause);
        self.at.is_none_or(|at| after.is_some_and(|after| after < at))
    }

    /// Runs a future, and cuts it off when the time is over. It stays where it is pinned: futures of
    /// a request are large, and moving them costs more than most of what they do.
    pub(super) async fn hold<F: Future>(
        &self,
        phase: Phase,
        mut future: Pin<&mut F>,
    ) -> Result<F::Output, Error> {
        // The head of a response never comes at once. A token that is at hand and a body that came
        // with its head do, and need no look at the clock.
        if matches!(phase, Phase::Token | Phase::Body)
            && let Poll::Ready(outcome) =
                poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
        {
            return Ok(outcome);
        }
        match self.at {
            None => Ok(future.await),
            // Timers go by milliseconds, in which much can happen.
            Some(at) if at <= Instant::now() => Err(self.over(phase)),
            Some(at) => timeout_at(at, future).await.map_err(|_| self.over(phase)),
        }
    }

    #[cold]
    fn over(&self, phase: Phase) -> Error {
        let Self { connection, endpoint, limit, after, .. } = *self;
        TransportError::timeout(endpoint, &connection.host, phase, limit, after).into()
    }
}
