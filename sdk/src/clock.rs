//! [`Clock`]: the source of the current time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The source of the current time for checks of tokens and SAML responses, replaceable in tests.
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

/// The clock of the system, the default. It returns whole microseconds, which stay the same when
/// they are serialized.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        let now = SystemTime::now();
        time_of(seconds(now)).unwrap_or(now)
    }
}

/// Returns a time in seconds since the epoch, with fractions; negative before it.
pub(crate) fn seconds(time: SystemTime) -> f64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    }
}

/// Returns the time of seconds since the epoch, in whole microseconds; `None` if it is out of range.
pub(crate) fn time_of(seconds: f64) -> Option<SystemTime> {
    let duration = Duration::try_from_secs_f64(seconds.abs()).ok()?;
    // More digits are noise of the floating-point number.
    let micros = u64::try_from(duration.saturating_add(Duration::from_nanos(500)).as_micros());
    let duration = Duration::from_micros(micros.ok()?);
    if seconds < 0.0 { UNIX_EPOCH.checked_sub(duration) } else { UNIX_EPOCH.checked_add(duration) }
}
