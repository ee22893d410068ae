//! [`Options`] of a subscription, and [`Overflow`].

use std::time::Duration;

use super::backoff::Backoff;
use crate::error::{Error, EventError, EventErrorKind};

/// What a subscription does when its buffer is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Overflow {
    /// Stops reading from the connection until there is space. Nothing is lost unless the server
    /// closes the connection, which is followed by an [`Event::Gap`](super::Event::Gap).
    #[default]
    Wait,
    /// Drops the oldest items, and reports the number of dropped events as an
    /// [`Event::Dropped`](super::Event::Dropped). The connection is read without interruption.
    DropOldest,
}

/// The options of a subscription.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) buffer: usize,
    pub(super) overflow: Overflow,
    pub(super) ping_interval: Duration,
    pub(super) pong_timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) backoff: Backoff,
    pub(super) healthy_after: Duration,
    pub(super) max_frame_bytes: usize,
    pub(super) max_message_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        const MIB: usize = 1024 * 1024;
        Self {
            buffer: 256,
            overflow: Overflow::default(),
            ping_interval: Duration::from_secs(30),
            pong_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(15),
            backoff: Backoff { min: Duration::from_secs(1), max: Duration::from_secs(60) },
            healthy_after: Duration::from_secs(60),
            max_frame_bytes: MIB,
            max_message_bytes: MIB,
        }
    }
}

impl Options {
    /// Checks the options, and limits durations to the range of clocks.
    pub(super) fn checked(mut self) -> Result<Self, Error> {
        const LONGEST: Duration = Duration::from_secs(365 * 24 * 3_600);

        let invalid = |message: &str| {
            Err(EventError::new(EventErrorKind::InvalidSubscription, message).into())
        };
        if self.buffer == 0 {
            return invalid("the buffer of a subscription is zero; set at least 1");
        }
        if self.max_frame_bytes == 0 || self.max_message_bytes == 0 {
            return invalid("the length limit of frames or messages is zero; set a positive limit");
        }
        if self.backoff.min.is_zero() || self.backoff.max < self.backoff.min {
            return invalid(
                "the backoff of a subscription is zero, or its maximum is below its minimum; set \
                 positive durations in ascending order",
            );
        }
        for time in [
            &mut self.ping_interval,
            &mut self.pong_timeout,
            &mut self.connect_timeout,
            &mut self.healthy_after,
        ] {
            *time = (*time).min(LONGEST);
        }
        if [self.ping_interval, self.pong_timeout, self.connect_timeout].contains(&Duration::ZERO) {
            return invalid(
                "the ping interval, the pong timeout or the connect timeout of a subscription is \
                 zero; set a positive duration",
            );
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_cannot_work_are_rejected() {
        let second = Duration::from_secs(1);
        let default = Options::default;
        for options in [
            Options { buffer: 0, ..default() },
            Options { max_frame_bytes: 0, ..default() },
            Options { max_message_bytes: 0, ..default() },
            Options { ping_interval: Duration::ZERO, ..default() },
            Options { pong_timeout: Duration::ZERO, ..default() },
            Options { connect_timeout: Duration::ZERO, ..default() },
            Options { backoff: Backoff { min: Duration::ZERO, max: second }, ..default() },
            Options { backoff: Backoff { min: 2 * second, max: second }, ..default() },
        ] {
            let error = options.checked().expect_err("it cannot work").to_string();
            assert!(error.contains("; set"), "{error}");
        }
        let endless = Options { ping_interval: Duration::MAX, ..default() };
        assert!(endless.checked().is_ok_and(|it| it.ping_interval < Duration::MAX));
    }
}
