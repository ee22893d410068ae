//! [`RetryPolicy`]: the number of attempts of a call and the backoff between them.

use std::time::Duration;

/// The retry policy: the number of attempts of a call.
///
/// Only calls that are safe to retry are retried: those of operations with
/// [`Operation::retry_safe`](crate::Operation::retry_safe), and any call that the server certainly
/// did not process because no connection was established, an HTTP/2 server refused the stream, or
/// the server responded with 429 (too many requests).
///
/// The backoff grows exponentially from 100 ms to 5 s with full jitter, and honors a longer
/// `retry-after` of the server. If that exceeds 30 seconds or the remaining time of the call, the
/// call fails at once with an error whose [`retry_after`](crate::Error::retry_after) is the time to
/// wait.
///
/// All calls of a client share a retry budget: when the server is down, the budget is soon
/// exhausted, and calls fail at once instead of adding load. Successful calls refill it.
///
/// Retries of the HTTP library are off, including those of an
/// [`http_client`](crate::ManagementClientBuilder::http_client) of the application. The library
/// still replaces a connection that it finds closed before writing to it; the server sees one
/// request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
}

impl RetryPolicy {
    /// Creates a policy of a single attempt.
    pub const fn never() -> Self {
        Self { attempts: 1 }
    }

    /// Creates a policy of up to `attempts` attempts, including the first; 0 means 1.
    pub const fn attempts(attempts: u32) -> Self {
        Self { attempts: if attempts == 0 { 1 } else { attempts } }
    }

    /// Returns the backoff after the attempt with this number, counted from 1; `None` after the
    /// last attempt, or if the server requests a longer pause than the SDK waits for.
    pub(crate) fn pause(self, attempt: u32, retry_after: Option<Duration>) -> Option<Duration> {
        const FIRST_MILLIS: u64 = 100;
        const LONGEST_MILLIS: u64 = 5_000;
        const MAX_RETRY_AFTER: Duration = Duration::from_secs(30);

        if attempt >= self.attempts || retry_after.is_some_and(|pause| pause > MAX_RETRY_AFTER) {
            return None;
        }
        let ceiling = FIRST_MILLIS.saturating_mul(1 << (attempt - 1).min(16)).min(LONGEST_MILLIS);
        let jittered = Duration::from_millis(fastrand::u64(0..=ceiling));
        Some(retry_after.map_or(jittered, |pause| pause.max(jittered)))
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
    fn backoff_ends_with_the_last_attempt() {
        assert_eq!(RetryPolicy::never().pause(1, None), None);
        assert_eq!(RetryPolicy::attempts(0), RetryPolicy::never());
        assert!(RetryPolicy::attempts(3).pause(2, None).is_some());
        assert_eq!(RetryPolicy::attempts(3).pause(3, None), None);
    }

    #[test]
    fn retry_after_is_honored_up_to_a_limit() {
        let policy = RetryPolicy::attempts(2);
        let pause = |seconds| policy.pause(1, Some(Duration::from_secs(seconds)));
        assert_eq!(pause(7), Some(Duration::from_secs(7)));
        assert_eq!(pause(30), Some(Duration::from_secs(30)));
        assert_eq!(pause(31), None);
    }

    #[test]
    fn backoff_grows_with_full_jitter() {
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
