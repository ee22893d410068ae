//! [`Timestamp`]: a point in time the way the server wrote it.

use std::{error::Error, fmt, ops::Deref, time::SystemTime};

use jiff::{civil, fmt::strtime, tz::TimeZone};

use super::{Field, Slot, View, api_struct};

/// A point in time, kept as the text that the server sent.
///
/// The API writes times in several forms, and calls some of them `date-time` that are not:
/// `2022-07-03T02:20:30.000Z`, `2022-07-03T02:20:30+0800`, `2022-07-03 02:20:30`, `2022-06-03`,
/// `20220603`, and seconds or milliseconds since 1970, as text or as a number. The text is
/// therefore never changed or rejected when a response is read;
/// [`to_system_time`](Self::to_system_time) and [`unix_millis`](Self::unix_millis) understand all
/// of these forms. A form without an offset is taken as UTC.
///
/// ```
/// use genauth::Timestamp;
///
/// let birthday = Timestamp::from("2022-06-03");
/// assert_eq!(birthday.as_str(), "2022-06-03");
/// assert_eq!(birthday.unix_millis()?, 1_654_214_400_000);
/// # Ok::<(), genauth::TimestampError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(String);

impl Timestamp {
    /// Returns the text that the server sent or that will be sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the point in time.
    ///
    /// # Errors
    ///
    /// The text has none of the forms listed at [`Timestamp`].
    pub fn to_system_time(&self) -> Result<SystemTime, TimestampError> {
        self.parse()?.try_into().map_err(|_| TimestampError(()))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// The text has none of the forms listed at [`Timestamp`].
    pub fn unix_millis(&self) -> Result<i64, TimestampError> {
        self.parse().map(jiff::Timestamp::as_millisecond)
    }

    fn parse(&self) -> Result<jiff::Timestamp, TimestampError> {
        let text = self.0.trim();
        // Eight digits are a date.
        let is_date = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(time) = numeric(text).filter(|_| !is_date) {
            return time.ok_or(TimestampError(()));
        }
        if let Ok(time) = text.parse() {
            return Ok(time);
        }
        // An offset without a colon, as in audit logs.
        for format in ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z"] {
            let parsed = strtime::parse(format, text).and_then(|parts| parts.to_timestamp());
            if let Ok(time) = parsed {
                return Ok(time);
            }
        }
        text.parse::<civil::DateTime>()
            .and_then(|time| TimeZone::UTC.to_timestamp(time))
            .map_err(|_| TimestampError(()))
    }
}

/// Reads a time that is a number: seconds since 1970 up to eleven digits, which reach beyond the
/// year 5000, and milliseconds above. `None` if it is not a number, `Some(None)` if it is out of
/// range.
fn numeric(text: &str) -> Option<Option<jiff::Timestamp>> {
    /// From here on, numbers are milliseconds.
    const MILLISECONDS: f64 = 1e11;

    let is_number = |byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    if !text.bytes().all(is_number) || text.bytes().filter(|byte| *byte == b'-').count() > 1 {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    // Doubles hold milliseconds exactly, far beyond every time there is.
    let millis = if number.abs() < MILLISECONDS { number * 1_000.0 } else { number };
    Some(
        jiff::Timestamp::from_millisecond(millis.round() as i64)
            .ok()
            .filter(|_| millis.is_finite()),
    )
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Writes the time in UTC with milliseconds, the form that the API itself uses most.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let time = jiff::Timestamp::try_from(time).unwrap_or_default();
        Self(format!("{time:.3}"))
    }
}

/// Writes the time in UTC with milliseconds.
impl From<jiff::Timestamp> for Timestamp {
    fn from(time: jiff::Timestamp) -> Self {
        Self(format!("{time:.3}"))
    }
}

impl Deref for Timestamp {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl PartialEq<str> for Timestamp {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Timestamp {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl Field for Timestamp {
    fn empty() -> Self {
        Self(String::new())
    }

    fn view(&self) -> View<'_> {
        View::Text(&self.0)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Timestamp(&mut self.0)
    }
}

api_struct!(@serde Timestamp);

/// Error returned when the text of a [`Timestamp`] has an unknown format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampError(());

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not a time in a known format; read it with `Timestamp::as_str`")
    }
}

impl Error for TimestampError {}
