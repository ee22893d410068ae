//! [`Deadline`]: when a call or an attempt has to be over.

use std::{future::Future, pin::Pin, time::Duration};

use tokio::time::{Instant, timeout_at};

use super::Endpoint;
use crate::error::{Error, TransportError};

/// The end of the time for a call or an attempt.
pub(super) struct Deadline<'a> {
    endpoint: &'a Endpoint,
    limit: Duration,
    /// `None` if it lies so far ahead that it never comes.
    at: Option<Instant>,
}

impl<'a> Deadline<'a> {
    /// A deadline this long from now.
    pub(super) fn within(endpoint: &'a Endpoint, limit: Duration) -> Self {
        Self { endpoint, limit, at: Instant::now().checked_add(limit) }
    }

    /// This deadline, or one that is this long from now if that comes earlier.
    pub(super) fn or_within(&self, limit: Option<Duration>) -> Self {
        let Self { endpoint, limit: own, at } = *self;
        match limit.map(|limit| Self::within(endpoint, limit)) {
            Some(other) if other.at.is_some_and(|it| at.is_none_or(|at| it < at)) => other,
            _ => Self { endpoint, limit: own, at },
        }
    }

    /// Whether there is time left after a pause.
    pub(super) fn leaves(&self, pause: Duration) -> bool {
        let after = Instant::now().checked_add(pause);
        self.at.is_none_or(|at| after.is_some_and(|after| after < at))
    }

    /// Runs a future, and cuts it off when the time is over. It stays where it is pinned: futures of
    /// a request are large, and moving them costs more than most of what they do.
    pub(super) async fn hold<T>(
        &self,
        future: Pin<&mut impl Future<Output = Result<T, Error>>>,
    ) -> Result<T, Error> {
        let over = || {
            let endpoint = self.endpoint.clone();
            Err(TransportError { endpoint, source: None, timeout: Some(self.limit) }.into())
        };
        match self.at {
            None => future.await,
            // Timers go by milliseconds, in which much can happen.
            Some(at) if at <= Instant::now() => over(),
            Some(at) => timeout_at(at, future).await.unwrap_or_else(|_| over()),
        }
    }
}
