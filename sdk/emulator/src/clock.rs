//! The virtual clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// Marks a clock that is not frozen.
const RUNNING: i64 = i64::MIN;

/// The virtual clock of an emulator. It follows the system clock until it is advanced or stopped.
///
/// ```
/// # use std::time::Duration;
/// # async fn example(emulator: genauth_emulator::Emulator) {
/// emulator.clock().advance(Duration::from_secs(7_200)); // management tokens are expired now
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Offset from the system clock, in milliseconds.
    ahead: AtomicI64,
    /// The frozen time, if the clock is stopped.
    frozen: AtomicI64,
    /// Notifies of changes other than the passing of time.
    moved: watch::Sender<u64>,
}

/// A point in time: milliseconds since 1970.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Clock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Inner {
            ahead: AtomicI64::new(0),
            frozen: AtomicI64::new(RUNNING),
            moved: watch::Sender::new(0),
        }))
    }

    /// Returns the current time.
    pub fn now(&self) -> Timestamp {
        match self.0.frozen.load(Ordering::SeqCst) {
            RUNNING => Timestamp(machine().0.saturating_add(self.0.ahead.load(Ordering::SeqCst))),
            frozen => Timestamp(frozen),
        }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.0.ahead.fetch_add(by, Ordering::SeqCst);
        let frozen = &self.0.frozen;
        let _ = frozen.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |at| {
            (at != RUNNING).then(|| at.saturating_add(by))
        });
        self.moved();
    }

    /// Stops the clock; from then on, only [`advance`](Self::advance) moves it.
    pub fn stop(&self) {
        let now = self.now();
        self.0.frozen.store(now.0, Ordering::SeqCst);
        self.moved();
    }

    /// Resumes the clock from the current time.
    pub fn run(&self) {
        let now = self.now();
        self.0.ahead.store(now.0.saturating_sub(machine().0), Ordering::SeqCst);
        self.0.frozen.store(RUNNING, Ordering::SeqCst);
        self.moved();
    }

    fn moved(&self) {
        self.0.moved.send_modify(|moved| *moved = moved.wrapping_add(1));
    }

    /// Returns a notification of changes other than the passing of time.
    pub(crate) fn moves(&self) -> watch::Receiver<u64> {
        self.0.moved.subscribe()
    }

    /// Waits until `at`. A stopped clock never reaches it by itself.
    pub(crate) async fn reaches(&self, at: Timestamp) {
        let mut moves = self.moves();
        loop {
            let left = at.0.saturating_sub(self.now().0);
            let Ok(left @ 1..) = u64::try_from(left) else { return };
            let is_running = self.0.frozen.load(Ordering::SeqCst) == RUNNING;
            tokio::select! {
                // In parts, since the system clock may also be set.
                () = tokio::time::sleep(Duration::from_millis(left.min(60_000))), if is_running => {}
                _ = moves.changed() => {}
            }
        }
    }

    /// Returns the offset from the system clock, in milliseconds.
    pub(crate) fn ahead(&self) -> i64 {
        self.now().0.saturating_sub(machine().0)
    }

    /// Sets the offset from the system clock, in milliseconds.
    pub(crate) fn set_ahead(&self, ahead: i64) {
        self.0.frozen.store(RUNNING, Ordering::SeqCst);
        self.0.ahead.store(ahead, Ordering::SeqCst);
        self.moved();
    }
}

fn machine() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

impl Timestamp {
    /// Returns whole seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Returns whole seconds since 1970 as an unsigned number, as TOTP counts.
    pub fn unix(self) -> u64 {
        u64::try_from(self.seconds()).unwrap_or(0)
    }

    /// Returns the point in time this many seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000)))
    }

    /// Returns the number of seconds since `earlier`, rounded down; 0 if it is later.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).max(0) / 1_000
    }

    /// Returns the time in the format of the API: `2022-07-03T02:20:30.000Z`.
    pub fn text(self) -> String {
        jiff::Timestamp::from_millisecond(self.0).map(|at| format!("{at:.3}")).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stopped_clock_moves_only_by_advance() {
        let clock = Clock::new();
        clock.stop();
        let start = clock.now();
        clock.advance(Duration::from_secs(61));
        assert_eq!(clock.now(), start.plus_seconds(61));
        clock.run();
        assert!(clock.now() >= start.plus_seconds(61));
    }

    #[test]
    fn timestamps_have_milliseconds() {
        assert_eq!(Timestamp(1_656_814_830_000).text(), "2022-07-03T02:20:30.000Z");
    }
}
