//! The time of the tests.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The seconds of [`NOW`] since the epoch: 2026-01-01T00:00:00Z.
pub const NOW: u64 = 1_767_225_600;

/// Returns the time that is this number of milliseconds after [`NOW`], or before it.
pub(crate) fn time(millis: i64) -> SystemTime {
    let millis = i64::try_from(NOW * 1_000).unwrap() + millis;
    UNIX_EPOCH + Duration::from_millis(u64::try_from(millis).unwrap())
}

/// Returns the time this number of seconds after [`NOW`] as `xs:dateTime`.
#[must_use]
pub fn at(seconds: i64) -> String {
    at_millis(seconds * 1_000)
}

/// Returns the time this number of milliseconds after [`NOW`] as `xs:dateTime`.
#[must_use]
pub fn at_millis(millis: i64) -> String {
    let millis = i64::try_from(NOW * 1_000).unwrap() + millis;
    let (seconds, fraction) = (millis.div_euclid(1_000), millis.rem_euclid(1_000));
    let (year, month, day) = date(seconds.div_euclid(86_400));
    let second = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:03}") };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Returns the date of a day after the epoch.
fn date(mut day: i64) -> (i64, i64, i64) {
    let mut year = 1970;
    loop {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let months = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for (month, days) in (1..).zip(months) {
            if day < days {
                return (year, month, day + 1);
            }
            day -= days;
        }
        year += 1;
    }
}
