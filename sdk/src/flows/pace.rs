//! [`Pace`]: how often the server is asked about something that a person does elsewhere.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::error::{Error, FlowEnd, FlowError};

/// How long one question may take.
const LONGEST_CALL: Duration = Duration::from_secs(10);
/// How many times as long as at first the pauses become.
const SLOWEST: u32 = 5;

/// How often the server is asked, and until when.
///
/// It says when the next question is due, and remembers it, so that a future that is dropped while
/// it waits loses nothing.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    /// The pause at first, and after every change.
    interval: Duration,
    pause: Duration,
    next: Instant,
    began: Instant,
    /// No end if the time does not fit.
    deadline: Option<Instant>,
    limit: Duration,
    /// The failure since the last answer.
    failure: Option<Error>,
}

impl Pace {
    /// Asks first after `interval`, and gives up after `limit`.
    pub(super) fn new(interval: Duration, limit: Duration) -> Self {
        let began = Instant::now();
        let mut pace = Self {
            interval,
            pause: interval,
            next: began,
            began,
            deadline: None,
            limit,
            failure: None,
        };
        pace.set_interval(interval);
        pace.set_limit(limit);
        pace
    }

    pub(super) fn set_interval(&mut self, interval: Duration) {
        // A server that is asked without any pause has nothing else to do.
        self.interval = interval.max(Duration::from_millis(1));
        self.pause = self.interval;
        self.next = later(self.began, self.pause);
    }

    pub(super) fn set_limit(&mut self, limit: Duration) {
        self.limit = limit;
        self.deadline = self.began.checked_add(limit);
    }

    /// Waits until it is time to ask, and gives the time that the question may take.
    ///
    /// The next pause is counted from now on, whatever becomes of the question.
    pub(super) async fn turn(&mut self, what: &str) -> Result<Duration, Error> {
        let due = self.deadline.map_or(self.next, |deadline| deadline.min(self.next));
        sleep_until(due).await;
        let now = Instant::now();
        let left = self.deadline.map_or(LONGEST_CALL, |it| it.saturating_duration_since(now));
        if left.is_zero() {
            let message = format!("{what} within {:?}; begin again", self.limit);
            let error = FlowError::new(FlowEnd::TimedOut, message).after(self.failure.clone());
            return Err(error.into());
        }
        self.next = later(now, self.pause);
        Ok(left.min(LONGEST_CALL))
    }

    /// Nothing has changed: asks less often, up to a fifth as often as at first.
    pub(super) fn unchanged(&mut self) {
        self.failure = None;
        let longest = self.interval.saturating_mul(SLOWEST);
        self.pause = (self.pause.saturating_mul(3) / 2).min(longest);
        self.next = later(Instant::now(), self.pause);
    }

    /// Something has changed, so that more is likely to: asks as often as at first.
    pub(super) fn changed(&mut self) {
        self.failure = None;
        self.pause = self.interval;
        self.next = later(Instant::now(), self.pause);
    }

    /// Goes on after a failure that may pass, not before the server wants to be asked again.
    pub(super) fn failed(&mut self, error: Error) -> Result<(), Error> {
        if !error.is_retryable() {
            return Err(error);
        }
        self.unchanged();
        let pause = self.pause.max(error.retry_after().unwrap_or_default());
        self.next = later(Instant::now(), pause);
        self.failure = Some(error);
        Ok(())
    }
}

/// A moment so much later, or a day if that is beyond all moments.
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

    static ASKING: crate::Operation = crate::Operation {
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

    fn no_answer() -> Error {
        let (endpoint, host) = ((&ASKING).into(), "example.genauth.ai".into());
        let after = seconds(1);
        TransportError::timeout(&endpoint, &host, Phase::Response, Limit::Call, after).into()
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_while_nothing_changes_and_are_short_again_after_a_change() {
        let mut pace = Pace::new(seconds(1), seconds(600));
        let mut pauses = Vec::new();
        for turn in 0..8 {
            let before = Instant::now();
            pace.turn("nothing came").await.unwrap();
            pauses.push(before.elapsed().as_millis());
            if turn == 5 {
                pace.changed();
            } else {
                pace.unchanged();
            }
        }
        assert_eq!(pauses, [1_000, 1_500, 2_250, 3_375, 5_000, 5_000, 1_000, 1_500]);
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_ends_when_its_time_is_over_and_says_what_went_wrong() {
        let began = Instant::now();
        let mut pace = Pace::new(seconds(4), seconds(10));
        let mut turns = 0;
        let error = loop {
            match pace.turn("nobody came").await {
                Ok(time) => assert!(time <= seconds(6), "{time:?}"),
                Err(error) => break error,
            }
            turns += 1;
            pace.failed(no_answer()).unwrap();
        };
        assert_eq!((turns, began.elapsed()), (1, seconds(10)));
        assert_eq!(error.to_string(), "nobody came within 10s; begin again");
        let Error::Flow(flow) = &error else { panic!("{error:?}") };
        assert_eq!(flow.end(), FlowEnd::TimedOut);
        assert!(!error.is_expired() && !error.is_retryable());
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.starts_with("ask: GET /ask timed out: no response"), "{source}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_future_that_is_dropped_while_it_waits_changes_nothing() {
        let began = Instant::now();
        let mut pace = Pace::new(seconds(3), seconds(60));
        for _ in 0..2 {
            tokio::time::timeout(seconds(1), pace.turn("nobody came")).await.unwrap_err();
        }
        pace.turn("nobody came").await.unwrap();
        assert_eq!(began.elapsed(), seconds(3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_that_stays_ends_the_waiting() {
        let mut pace = Pace::new(seconds(1), seconds(60));
        assert!(pace.failed(CredentialError::new("no").into()).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn times_beyond_all_measure_are_fine() {
        let mut pace = Pace::new(Duration::ZERO, Duration::MAX);
        pace.turn("nobody came").await.unwrap();
        pace.set_interval(Duration::MAX);
        pace.unchanged();
        pace.changed();
        pace.turn("nobody came").await.unwrap();
    }
}
