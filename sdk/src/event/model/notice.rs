//! What a subscription reports about itself: [`Gap`] and [`Dropped`].

use std::time::SystemTime;

/// The time during which a subscription had no connection. Events of that time are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    pub(in crate::event) from: SystemTime,
    pub(in crate::event) to: SystemTime,
}

impl Gap {
    /// Returns the last time at which everything that the server had sent was read.
    pub fn from(&self) -> SystemTime {
        self.from
    }

    /// Returns the time at which the new connection was established.
    pub fn to(&self) -> SystemTime {
        self.to
    }

    /// Returns the gap that covers this one and a later one.
    pub(in crate::event) fn merged(self, later: Self) -> Self {
        Self { from: self.from.min(later.from), to: self.to.max(later.to) }
    }
}

/// The number of events that were dropped because the buffer was full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub(in crate::event) count: u64,
}

impl Dropped {
    /// Returns the number of messages that were dropped since the last report.
    pub fn count(&self) -> u64 {
        self.count
    }
}
