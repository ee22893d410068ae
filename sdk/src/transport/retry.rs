//! [`RetryPolicy`]: how often and how soon a call is repeated.

use std::time::Duration;

/// How often a call is repeated. Only calls that can be repeated without harm ever are:
/// [`Operation::retry_safe`](crate::Operation::retry_safe) ones, and calls that never reached the
/// server.
///
/// The pause before a repetition grows exponentially from 100 ms with full jitter; a pause that the
/// server asks for is kept, up to 30 seconds.
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
}
