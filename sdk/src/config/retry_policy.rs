//! [`RetryPolicy`]: the number of attempts of a call and the backoff between them.

use std::time::Duration;

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
}
