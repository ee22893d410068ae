//! [`Poller`]: waits for a person who decides elsewhere, by asking the server.

use super::pace::Pace;
use crate::error::FlowError;
use crate::{Call, Error, FromResponse, RetryPolicy};

/// What the server says when it is asked how far the person is.
pub(super) trait Progress: FromResponse + Clone {
    /// Whether this is what it said before.
    fn is_like(&self, before: &Self) -> bool;

    /// Whether the person has agreed, after which nothing changes any more.
    fn is_authorized(&self) -> bool;

    /// Why nothing will come of it, if so.
    fn end(&self) -> Option<FlowError>;
}

/// Asks for the status of one thing, politely, until it is decided.
#[derive(Clone, Debug)]
pub(super) struct Poller<P> {
    pub(super) pace: Pace,
    last: P,
    /// Nothing comes after this.
    ended: Option<FlowError>,
}

impl<P: Progress> Poller<P> {
    pub(super) fn new(pace: Pace, first: P) -> Self {
        Self { pace, last: first, ended: None }
    }

    /// Waits until the status is another. `late` is what an error says when the time is over.
    pub(super) async fn next(&mut self, late: &str, ask: impl Fn() -> Call<P>) -> Result<P, Error> {
        if let Some(end) = &self.ended {
            return Err(end.clone().into());
        }
        while !self.last.is_authorized() {
            let time = self.pace.turn(late).await?;
            // Asking again is what this is about.
            let found = match ask().timeout(time).retry(RetryPolicy::never()).await {
                Ok(found) => found,
                Err(error) => {
                    self.pace.failed(error)?;
                    continue;
                }
            };
            if found.is_like(&self.last) {
                self.pace.unchanged();
                continue;
            }
            if let Some(end) = found.end() {
                self.ended = Some(end.clone());
                return Err(end.into());
            }
            self.pace.changed();
            self.last = found;
            break;
        }
        Ok(self.last.clone())
    }

    /// Waits until the person has agreed.
    pub(super) async fn authorized(
        &mut self,
        late: &str,
        ask: impl Fn() -> Call<P>,
    ) -> Result<P, Error> {
        loop {
            let status = self.next(late, &ask).await?;
            if status.is_authorized() {
                return Ok(status);
            }
        }
    }
}
