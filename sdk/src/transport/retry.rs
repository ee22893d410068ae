//! [`RetryPolicy`]: how often and how soon a call is repeated. [`RetryBudget`]: how much all calls
//! together may repeat.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};

use http::{HeaderMap, header};

use crate::error::Error;

/// How often a call is repeated. Only calls that can be repeated without harm ever are:
/// [`Operation::retry_safe`](crate::Operation::retry_safe) ones, and calls that never reached the
/// server.
///
/// The pause before a repetition grows exponentially from 100 ms with full jitter; a pause that the
/// server asks for by `retry-after` is kept, up to 30 seconds. A pause that would outlast the time of
/// the call is not begun: the call ends with the error at hand.
///
/// All calls of a client draw on one budget: when the server is down, the budget is soon used up,
/// and calls fail at once rather than adding to its load. Calls that succeed fill it again.
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

    /// The pause after the attempt with this number, counted from 1; `None` if it was the last.
    pub(crate) fn pause(self, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        const FIRST_MILLIS: u64 = 100;
        const LONGEST_MILLIS: u64 = 5_000;
        const LONGEST_ASKED: Duration = Duration::from_secs(30);

        if attempt >= self.attempts {
            return None;
        }
        let ceiling = FIRST_MILLIS.saturating_mul(1 << (attempt - 1).min(16)).min(LONGEST_MILLIS);
        let jittered = Duration::from_millis(fastrand::u64(0..=ceiling));
        Some(asked.map_or(jittered, |asked| asked.min(LONGEST_ASKED).max(jittered)))
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
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost));
        taken.ok().map(|_| cost)
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

/// Reads `Retry-After`: seconds, or a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    // A date in the past means: now.
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
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
        assert_eq!(asked(86_400), Some(Duration::from_secs(30)));
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
        for odd in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(asked(odd), None, "{odd}");
        }
    }
}
