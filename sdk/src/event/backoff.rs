//! [`Backoff`]: the pauses between attempts to connect.

use std::time::Duration;

/// The longest pause that an application can set.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);

/// The longest pause that a server can request.
const LONGEST_REQUEST: Duration = Duration::from_secs(3_600);

/// The pauses between attempts to connect: exponential, with full jitter from the first on, so that
/// clients that lost their connections together do not return together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backoff {
    pub(super) min: Duration,
    pub(super) max: Duration,
}

impl Backoff {
    /// Returns the longest pause before an attempt, counted from 0.
    fn window(self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt);
        self.min.saturating_mul(factor).min(self.max).min(LONGEST)
    }

    /// Returns the pause before an attempt, counted from 0. `requested` is the pause that the server
    /// asked for, if any.
    pub(super) fn pause(self, attempt: u32, requested: Option<Duration>) -> Duration {
        let drawn = self.window(attempt).mul_f64(fastrand::f64());
        match requested {
            None => drawn,
            Some(requested) => requested.min(LONGEST_REQUEST).saturating_add(drawn),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { min: Duration::from_secs(2), max: Duration::from_secs(60) };

    #[test]
    fn windows_double_up_to_the_maximum() {
        let windows = [0, 1, 2, 3, 4, 5, 6, 31, 32, 33, u32::MAX];
        let windows = windows.map(|attempt| BACKOFF.window(attempt).as_secs());
        assert_eq!(windows, [2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]);
    }

    #[test]
    fn longest_durations_do_not_overflow() {
        let backoff = Backoff { min: Duration::MAX, max: Duration::MAX };
        for attempt in [0, 1, u32::MAX] {
            assert_eq!(backoff.window(attempt), LONGEST);
            assert!(backoff.pause(attempt, None) < LONGEST);
        }
        let zero = Backoff { min: Duration::ZERO, max: Duration::ZERO };
        assert_eq!(zero.pause(0, None), Duration::ZERO);
    }

    #[test]
    fn first_pauses_of_1000_clients_are_spread() {
        let mut buckets = [0; 20];
        for _ in 0..1_000 {
            let pause = BACKOFF.pause(0, None);
            assert!(pause < BACKOFF.min, "{pause:?}");
            buckets[pause.as_millis() as usize / 100] += 1;
        }
        assert!(buckets.iter().all(|count| (1..=100).contains(count)), "{buckets:?}");
    }

    #[test]
    fn pauses_requested_by_the_server_are_kept_and_bounded() {
        let second = Duration::from_secs(1);
        let pause = BACKOFF.pause(0, Some(30 * second));
        assert!((30 * second..32 * second).contains(&pause), "{pause:?}");
        let pause = BACKOFF.pause(0, Some(Duration::MAX));
        assert!(pause < LONGEST_REQUEST + 2 * second, "{pause:?}");
    }
}
