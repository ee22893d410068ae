//! [`RetryPolicy`]: attempts and pauses of a call. [`RetryBudget`]: retries of all calls together.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};

use http::{HeaderMap, header};

use crate::error::Error;

/// Limits the attempts of a call.
///
/// Only calls that can be sent again without harm are retried:
/// [`Operation::retry_safe`](crate::Operation::retry_safe) ones, and any call that the server
/// certainly did not process: no connection was made, an HTTP/2 server refused the stream, or the
/// server responded with 429 (too many requests).
///
/// The pause before a retry grows exponentially from 100 ms with full jitter. A longer pause that
/// the server asks for by `retry-after` is kept; where it is longer than 30 seconds or than the time
/// left for the call, the call fails at once with the error at hand, whose
/// [`retry_after`](crate::Error::retry_after) says how long to wait.
///
/// All calls of a client draw on one budget: when the server is down, the budget is soon used up,
/// and calls fail at once rather than adding to its load. Calls that succeed fill it again.
///
/// Every attempt counts: retries of the HTTP library are off, also those of an
/// [`http_client`](crate::ManagementClientBuilder::http_client) of the application. The library
/// still picks another connection for a request when it finds the chosen one closed before it has
/// written anything; the server sees one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
}

impl RetryPolicy {
    /// Sends once and reports whatever comes of it.
    pub const fn never() -> Self {
        Self { attempts: 1 }
    }

    /// Sends up to `attempts` times, the first one counted; 0 means once.
    pub const fn attempts(attempts: u32) -> Self {
        Self { attempts: if attempts == 0 { 1 } else { attempts } }
    }

    /// The pause after the attempt with this number, counted from 1; `None` if it was the last, or
    /// if the server asks for a pause that no call waits for.
    pub(crate) fn pause(self, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        const FIRST_MILLIS: u64 = 100;
        const LONGEST_MILLIS: u64 = 5_000;
        const LONGEST_ASKED: Duration = Duration::from_secs(30);

        if attempt >= self.attempts || asked.is_some_and(|asked| asked > LONGEST_ASKED) {
            return None;
        }
        let ceiling = FIRST_MILLIS.saturating_mul(1 << (attempt - 1).min(16)).min(LONGEST_MILLIS);
        let jittered = Duration::from_millis(fastrand::u64(0..=ceiling));
        Some(asked.map_or(jittered, |asked| asked.max(jittered)))
    }
}

/// Three attempts.
impl Default for RetryPolicy {
    fn default() -> Self {
        Self::attempts(3)
    }
}

/// How much the calls of a client may repeat until others succeed.
#[derive(Debug)]
pub(crate) struct RetryBudget(AtomicU32);

impl RetryBudget {
    const FULL: u32 = 500;
    const REPEAT: u32 = 5;
    /// Waiting for an answer that does not come holds up the server and the caller the most.
    const REPEAT_AFTER_TIMEOUT: u32 = 10;

    /// Takes what a repetition after this error costs; returns it, or `None` if too little is left.
    pub(crate) fn take(&self, error: &Error) -> Option<u32> {
        let cost = match error {
            Error::Transport(error) if error.is_timeout() => Self::REPEAT_AFTER_TIMEOUT,
            _ => Self::REPEAT,
        };
        self.spend(cost).then_some(cost)
    }

    /// Takes what a retry costs; `false` if too little is left.
    pub(crate) fn take_one(&self) -> bool {
        self.spend(Self::REPEAT)
    }

    fn spend(&self, cost: u32) -> bool {
        let spent = |left: u32| left.checked_sub(cost);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent).is_ok()
    }

    /// Puts back after success: what the repetition before it took, or a little.
    pub(crate) fn refill(&self, taken: Option<u32>) {
        let left = self.0.load(Ordering::Relaxed);
        // Full is the normal state, in which nothing has to be written.
        if left < Self::FULL {
            let refilled =
                |left: u32| Some(left.saturating_add(taken.unwrap_or(1)).min(Self::FULL));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, refilled);
        }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }
}

/// Reads `Retry-After`: seconds, or a date. A date is measured against that of the response, since
/// the clocks of server and client can differ.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    // A date in the past means: now.
    Some(date.duration_since(server_time(headers)).unwrap_or_default())
}

/// The time of a response by the clock of the server, or by that of this machine if it tells none.
pub(crate) fn server_time(headers: &HeaderMap) -> SystemTime {
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    date.unwrap_or_else(SystemTime::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_end_with_the_last_attempt() {
        assert_eq!(RetryPolicy::never().pause(1, None), None);
        assert_eq!(RetryPolicy::attempts(0), RetryPolicy::never());
        assert!(RetryPolicy::attempts(3).pause(2, None).is_some());
        assert_eq!(RetryPolicy::attempts(3).pause(3, None), None);
    }

    #[test]
    fn a_pause_the_server_asks_for_is_kept_within_reason() {
        let policy = RetryPolicy::attempts(2);
        let asked = |seconds| policy.pause(1, Some(Duration::from_secs(seconds)));
        assert_eq!(asked(7), Some(Duration::from_secs(7)));
        assert_eq!(asked(30), Some(Duration::from_secs(30)));
        assert_eq!(asked(31), None);
    }

    #[test]
    fn pauses_grow_and_are_spread_from_nothing_to_their_ceiling() {
        let policy = RetryPolicy::attempts(u32::MAX);
        for (attempt, ceiling) in
            [(1, 100), (2, 200), (3, 400), (6, 3_200), (7, 5_000), (1_000_000, 5_000)]
        {
            let ceiling = Duration::from_millis(ceiling);
            let pauses: Vec<Duration> =
                (0..1_000).filter_map(|_| policy.pause(attempt, None)).collect();
            assert_eq!(pauses.len(), 1_000);
            assert!(pauses.iter().all(|pause| *pause <= ceiling), "after {attempt}");
            for part in 0..4 {
                let (from, to) = (ceiling * part / 4, ceiling * (part + 1) / 4);
                assert!(pauses.iter().any(|it| (from..=to).contains(it)), "{attempt}: {from:?}");
            }
        }
    }

    #[test]
    fn a_budget_runs_out_and_comes_back() {
        let error = Error::from(crate::error::ConfigError::new("any"));
        let budget = RetryBudget::default();
        let repeats = std::iter::from_fn(|| budget.take(&error)).count();
        assert_eq!(repeats, 100);
        budget.refill(Some(5));
        assert_eq!(budget.take(&error), Some(5), "a repetition that helped is given back");
        for _ in 0..4 {
            budget.refill(None);
        }
        assert_eq!(budget.take(&error), None);
        budget.refill(None);
        assert_eq!(budget.take(&error), Some(5));
        for _ in 0..1_000 {
            budget.refill(Some(5));
        }
        assert_eq!(std::iter::from_fn(|| budget.take(&error)).count(), 100, "it has a limit");
    }

    #[test]
    fn a_pause_is_seconds_or_a_date() {
        let asked = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, text.parse().ok()?);
            retry_after(&headers)
        };
        assert_eq!(asked("120"), Some(Duration::from_secs(120)));
        assert_eq!(asked(" 0 "), Some(Duration::ZERO));
        assert_eq!(asked("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let soon = SystemTime::now() + Duration::from_secs(100);
        let pause = asked(&httpdate::fmt_http_date(soon)).unwrap_or_default();
        assert!((98..=100).contains(&pause.as_secs()), "{pause:?}");
        // An hour behind this machine, or ahead of it.
        for date in [soon - Duration::from_secs(3_600), soon + Duration::from_secs(3_600)] {
            let mut headers = HeaderMap::new();
            for (name, date) in
                [(header::DATE, date), (header::RETRY_AFTER, date + Duration::from_secs(2))]
            {
                headers.insert(name, httpdate::fmt_http_date(date).parse().unwrap());
            }
            assert_eq!(retry_after(&headers), Some(Duration::from_secs(2)));
        }
        for odd in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(asked(odd), None, "{odd}");
        }
    }
}
