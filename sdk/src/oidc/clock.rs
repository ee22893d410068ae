//! [`Clock`]: the source of the current time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The source of the current time for checks of tokens, replaceable in tests.
///
/// Implemented for closures:
///
/// ```
/// use std::time::{Duration, SystemTime, UNIX_EPOCH};
///
/// use genauth::oidc::Clock;
///
/// let clock = || UNIX_EPOCH + Duration::from_secs(1_767_225_600);
/// assert_eq!(Clock::now(&clock), clock());
/// ```
pub trait Clock: Send + Sync + 'static {
    /// Returns the current time.
    fn now(&self) -> SystemTime;
}

impl<F: Fn() -> SystemTime + Send + Sync + 'static> Clock for F {
    fn now(&self) -> SystemTime {
        self()
    }
}

/// The clock of the system, the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// Returns a time in seconds since the epoch, with fractions; negative before it.
pub(crate) fn seconds(time: SystemTime) -> f64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    }
}

/// Returns the time of seconds since the epoch; `None` if it is out of range.
pub(crate) fn time_of(seconds: f64) -> Option<SystemTime> {
    let duration = Duration::try_from_secs_f64(seconds.abs()).ok()?;
    if seconds < 0.0 { UNIX_EPOCH.checked_sub(duration) } else { UNIX_EPOCH.checked_add(duration) }
}
