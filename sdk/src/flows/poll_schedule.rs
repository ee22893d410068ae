//! [`PollSchedule`]: the poll interval, its backoff and the deadline of polling.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::error::{Error, FlowEnd, FlowError};

/// The timeout of one poll.
const POLL_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest factor by which the poll interval grows.
const MAX_BACKOFF: u32 = 5;

/// The times at which the server is polled, and the deadline.
///
/// The time of the next poll is part of the state, so dropping a waiting future loses nothing.
#[derive(Clone, Debug)]
pub(super) struct PollSchedule {
    /// The poll interval initially and after each change.
    interval: Duration,
    backoff: Duration,
    next: Instant,
    started: Instant,
    /// `None` if the limit exceeds the range of the clock.
    deadline: Option<Instant>,
    limit: Duration,
    /// The failure since the last response.
    failure: Option<Error>,
}

impl PollSchedule {
    /// Creates a schedule that polls first after `interval` and ends after `limit`.
    pub(super) fn new(interval: Duration, limit: Duration) -> Self {
        let started = Instant::now();
        let mut schedule = Self {
            interval,
            backoff: interval,
            next: started,
            started,
            deadline: None,
            limit,
            failure: None,
        };
        schedule.set_interval(interval);
        schedule.set_limit(limit);
        schedule
    }

    pub(super) fn set_interval(&mut self, interval: Duration) {
        // Polling without a pause would overload the server.
        self.interval = interval.max(Duration::from_millis(1));
        self.backoff = self.interval;
        self.next = later(self.started, self.backoff);
    }

    pub(super) fn set_limit(&mut self, limit: Duration) {
        self.limit = limit;
        self.deadline = self.started.checked_add(limit);
    }

    /// Waits for the next poll and returns its timeout. `late` is the message after the deadline.
    ///
    /// The next interval starts now, whatever the outcome of the poll.
    pub(super) async fn wait(&mut self, late: &str) -> Result<Duration, Error> {
        let due = self.deadline.map_or(self.next, |deadline| deadline.min(self.next));
        sleep_until(due).await;
        let now = Instant::now();
        let left = self.deadline.map_or(POLL_TIMEOUT, |it| it.saturating_duration_since(now));
        if left.is_zero() {
            let message = format!("{late} within {:?}; start again", self.limit);
            let error = FlowError::new(FlowEnd::TimedOut, message).after(self.failure.clone());
            return Err(error.into());
        }
        self.next = later(now, self.backoff);
        Ok(left.min(POLL_TIMEOUT))
    }

    /// Records that nothing changed: polls less often.
    pub(super) fn unchanged(&mut self) {
        self.failure = None;
        let longest = self.interval.saturating_mul(MAX_BACKOFF);
        self.backoff = (self.backoff.saturating_mul(3) / 2).min(longest);
        self.next = later(Instant::now(), self.backoff);
    }

    /// Records a change, which makes another one likely: polls at the initial interval.
    pub(super) fn changed(&mut self) {
        self.failure = None;
        self.backoff = self.interval;
        self.next = later(Instant::now(), self.backoff);
    }

    /// Records a transient failure; honors `retry-after`. Returns any other failure.
    pub(super) fn failed(&mut self, error: Error) -> Result<(), Error> {
        if !error.is_retryable() {
            return Err(error);
        }
        self.unchanged();
        let pause = self.backoff.max(error.retry_after().unwrap_or_default());
        self.next = later(Instant::now(), pause);
        self.failure = Some(error);
        Ok(())
    }
}

/// Adds a pause to an instant; a day if the sum exceeds the range of the clock.
fn later(from: Instant, pause: Duration) -> Instant {
    from.checked_add(pause).unwrap_or(from + Duration::from_secs(86_400))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{CredentialError, Limit, Phase, TransportError};

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    static ASK: crate::Operation = crate::Operation {
        name: "ask",
        api: crate::Api::Authentication,
        module: "",
        method: http::Method::GET,
        path: "/ask",
        pagination: None,
        effect: crate::Effect::Read,
        retry_safe: true,
        security: crate::Security::NONE,
        client_auth: false,
        body: crate::BodyKind::None,
        limits: &[],
        deprecated: false,
    };

    fn no_response() -> Error {
        let (endpoint, host) = ((&ASK).into(), "example.genauth.ai".into());
        let after = seconds(1);
        TransportError::timeout(&endpoint, &host, Phase::Response, Limit::Call, after).into()
    }

    #[tokio::test(start_paused = true)]
    async fn the_poll_interval_grows_while_nothing_changes_and_resets_after_a_change() {
        let mut schedule = PollSchedule::new(seconds(1), seconds(600));
        let mut pauses = Vec::new();
        for poll in 0..8 {
            let before = Instant::now();
            schedule.wait("nothing came").await.unwrap();
            pauses.push(before.elapsed().as_millis());
            if poll == 5 {
                schedule.changed();
            } else {
                schedule.unchanged();
            }
        }
        assert_eq!(pauses, [1_000, 1_500, 2_250, 3_375, 5_000, 5_000, 1_000, 1_500]);
    }

    #[tokio::test(start_paused = true)]
    async fn polling_ends_at_the_deadline_with_the_last_failure_as_source() {
        let started = Instant::now();
        let mut schedule = PollSchedule::new(seconds(4), seconds(10));
        let mut polls = 0;
        let error = loop {
            match schedule.wait("nothing came").await {
                Ok(time) => assert!(time <= seconds(6), "{time:?}"),
                Err(error) => break error,
            }
            polls += 1;
            schedule.failed(no_response()).unwrap();
        };
        assert_eq!((polls, started.elapsed()), (1, seconds(10)));
        assert_eq!(error.to_string(), "nothing came within 10s; start again");
        let Error::Flow(flow) = &error else { panic!("{error:?}") };
        assert_eq!(flow.end(), FlowEnd::TimedOut);
        assert!(!error.is_expired() && !error.is_retryable());
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.starts_with("ask: GET /ask timed out: no response"), "{source}");
    }

    #[tokio::test(start_paused = true)]
    async fn dropping_a_waiting_future_changes_nothing() {
        let started = Instant::now();
        let mut schedule = PollSchedule::new(seconds(3), seconds(60));
        for _ in 0..2 {
            tokio::time::timeout(seconds(1), schedule.wait("nothing came")).await.unwrap_err();
        }
        schedule.wait("nothing came").await.unwrap();
        assert_eq!(started.elapsed(), seconds(3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_permanent_failure_ends_polling() {
        let mut schedule = PollSchedule::new(seconds(1), seconds(60));
        assert!(schedule.failed(CredentialError::new("no").into()).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn extreme_durations_are_accepted() {
        let mut schedule = PollSchedule::new(Duration::ZERO, Duration::MAX);
        schedule.wait("nothing came").await.unwrap();
        schedule.set_interval(Duration::MAX);
        schedule.unchanged();
        schedule.changed();
        schedule.wait("nothing came").await.unwrap();
    }
}
