//! [`Poller`]: polls the server for the decision of a user on another device.

use super::call_options::CallOptions;
use super::poll_schedule::PollSchedule;
use crate::error::FlowError;
use crate::{Call, Error, FromResponse, RetryPolicy};

/// The status of a sign-in on another device.
pub(super) trait Progress: FromResponse + Clone {
    /// Returns whether this is the same status as before.
    fn is_like(&self, before: &Self) -> bool;

    /// Returns whether the user has authorized the sign-in, the final status.
    fn is_authorized(&self) -> bool;

    /// Returns the reason why the sign-in has ended without success, if it has.
    fn end(&self) -> Option<FlowError>;
}

/// Polls for the status of one sign-in until it is decided.
#[derive(Clone)]
pub(super) struct Poller<P> {
    pub(super) schedule: PollSchedule,
    pub(super) call_options: CallOptions,
    last: P,
    /// Set once the sign-in has ended without success.
    ended: Option<FlowError>,
}

impl<P: Progress> Poller<P> {
    pub(super) fn new(schedule: PollSchedule, call_options: CallOptions, first: P) -> Self {
        Self { schedule, call_options, last: first, ended: None }
    }

    /// Waits until the status changes. `late` is the message of the error after the deadline.
    pub(super) async fn next(
        &mut self,
        late: &str,
        poll: impl Fn() -> Call<P>,
    ) -> Result<P, Error> {
        if let Some(end) = &self.ended {
            return Err(end.clone().into());
        }
        while !self.last.is_authorized() {
            let left = self.schedule.wait(late).await?;
            let timeout = self.call_options.timeout.map_or(left, |timeout| timeout.min(left));
            // The next poll is the retry.
            let call = self.call_options.apply(poll()).timeout(timeout);
            let status = match call.retry(RetryPolicy::never()).await {
                Ok(status) => status,
                Err(error) => {
                    self.schedule.failed(error)?;
                    continue;
                }
            };
            if status.is_like(&self.last) {
                self.schedule.unchanged();
                continue;
            }
            if let Some(end) = status.end() {
                self.ended = Some(end.clone());
                return Err(end.into());
            }
            self.schedule.changed();
            self.last = status;
            break;
        }
        Ok(self.last.clone())
    }

    /// Waits until the user has authorized the sign-in.
    pub(super) async fn authorized(
        &mut self,
        late: &str,
        poll: impl Fn() -> Call<P>,
    ) -> Result<P, Error> {
        loop {
            let status = self.next(late, &poll).await?;
            if status.is_authorized() {
                return Ok(status);
            }
        }
    }
}
