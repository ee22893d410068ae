//! Time that tests can move.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

/// No frozen time.
const RUNNING: i64 = i64::MIN;

/// The time of an emulator. It runs like that of the machine until it is moved or stopped.
///
/// Clones are the same clock.
///
/// ```
/// # use std::time::Duration;
/// # async fn example(emulator: genauth_emulator::Emulator) {
/// emulator.clock().advance(Duration::from_secs(7_200)); // management tokens are expired now
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Arc<Hands>);

#[derive(Debug)]
struct Hands {
    /// How far ahead of the machine it is, in milliseconds.
    ahead: AtomicI64,
    /// The time at which it stands, if it does.
    frozen: AtomicI64,
}

/// A point in time: milliseconds since 1970.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Clock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Hands { ahead: AtomicI64::new(0), frozen: AtomicI64::new(RUNNING) }))
    }

    /// What time it is.
    pub fn now(&self) -> Moment {
        match self.0.frozen.load(Ordering::SeqCst) {
            RUNNING => Moment(machine().0.saturating_add(self.0.ahead.load(Ordering::SeqCst))),
            frozen => Moment(frozen),
        }
    }

    /// Moves time on.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.0.ahead.fetch_add(by, Ordering::SeqCst);
        let frozen = &self.0.frozen;
        let _ = frozen.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |at| {
            (at != RUNNING).then(|| at.saturating_add(by))
        });
    }

    /// Stops time; it moves only by [`advance`](Self::advance) from here.
    pub fn stop(&self) {
        let now = self.now();
        self.0.frozen.store(now.0, Ordering::SeqCst);
    }

    /// Lets time run on from where it stands.
    pub fn run(&self) {
        let now = self.now();
        self.0.ahead.store(now.0.saturating_sub(machine().0), Ordering::SeqCst);
        self.0.frozen.store(RUNNING, Ordering::SeqCst);
    }

    /// How far ahead of the machine it is, in milliseconds.
    pub(crate) fn ahead(&self) -> i64 {
        self.now().0.saturating_sub(machine().0)
    }

    /// Puts it as far ahead of the machine as another one was.
    pub(crate) fn set_ahead(&self, ahead: i64) {
        self.0.frozen.store(RUNNING, Ordering::SeqCst);
        self.0.ahead.store(ahead, Ordering::SeqCst);
    }
}

fn machine() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

impl Moment {
    /// Whole seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// The same as an unsigned number, as TOTP counts.
    pub fn unix(self) -> u64 {
        u64::try_from(self.seconds()).unwrap_or(0)
    }

    /// So many seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000)))
    }

    /// How many seconds have gone by since `earlier`, rounded down; 0 if it is later.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).max(0) / 1_000
    }

    /// The text that the API writes: `2022-07-03T02:20:30.000Z`.
    pub fn text(self) -> String {
        jiff::Timestamp::from_millisecond(self.0).map(|at| format!("{at:.3}")).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_by_hand() {
        let clock = Clock::new();
        clock.stop();
        let start = clock.now();
        clock.advance(Duration::from_secs(61));
        assert_eq!(clock.now(), start.plus_seconds(61));
        clock.run();
        assert!(clock.now() >= start.plus_seconds(61));
    }

    #[test]
    fn times_are_written_with_milliseconds() {
        assert_eq!(Moment(1_656_814_830_000).text(), "2022-07-03T02:20:30.000Z");
    }
}
