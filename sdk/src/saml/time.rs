//! Times of SAML documents (SAML core, 1.3.3).

use std::time::SystemTime;

use jiff::{Timestamp, civil::DateTime};

/// Reads a time (`xs:dateTime`). Without an offset it is UTC, as SAML requires.
///
/// Digits beyond nanoseconds are dropped.
pub(in crate::saml) fn parse_time(text: &str) -> Option<SystemTime> {
    // XML allows blanks around it.
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    // jiff reads more forms than XML has.
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let (time, rest) = text.split_at_checked(SHAPE.len())?;
    // It also reads leap seconds, which SAML does not allow.
    if !has_shape(time, SHAPE) || time.ends_with(":60") {
        return None;
    }
    let (fraction, offset) = match rest.strip_prefix('.') {
        None => ("0", rest),
        Some(rest) => {
            let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
            rest.split_at(end)
        }
    };
    let offset = match offset.strip_prefix(['+', '-']) {
        None if matches!(offset, "" | "Z") => "Z",
        // The offsets of XML Schema end at 14 hours.
        Some(length) if has_shape(length, b"00:00") && length <= "14:00" => offset,
        _ => return None,
    };
    let fraction = &fraction[..fraction.len().min(9)];
    let timestamp = match format!("{time}.{fraction}{offset}").parse() {
        Ok(timestamp) => timestamp,
        // The last times of the standard are beyond those of jiff, and mean that there is no end.
        Err(_) if time.parse::<DateTime>().ok()?.year() == 9999 => Timestamp::MAX,
        Err(_) => return None,
    };
    timestamp.try_into().ok()
}

/// Returns whether a text has a digit for each `0` of a shape, and its other bytes.
fn has_shape(text: &str, shape: &[u8]) -> bool {
    let fits = |(byte, shape): (u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        shape => byte == *shape,
    };
    text.len() == shape.len() && text.bytes().zip(shape).all(fits)
}

/// Writes a time in whole seconds of UTC; `None` if its year has not four digits.
pub(in crate::saml) fn format_time(time: SystemTime) -> Option<String> {
    let seconds = Timestamp::try_from(time).ok()?.as_nanosecond().div_euclid(1_000_000_000);
    let text = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?.to_string();
    // Years before zero are longer.
    (text.len() == "0000-00-00T00:00:00Z".len()).then_some(text)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    const AT: u64 = 1_767_323_045;

    #[test]
    fn times_are_read_with_and_without_fraction_and_offset() {
        let at = UNIX_EPOCH + Duration::from_secs(AT);
        let half = at + Duration::from_millis(500);
        for (text, time) in [
            ("2026-01-02T03:04:05Z", at),
            ("2026-01-02T03:04:05", at),
            (" \n2026-01-02T03:04:05Z\t", at),
            ("2026-01-02T05:04:05+02:00", at),
            ("2026-01-01T22:04:05-05:00", at),
            ("2026-01-02T17:04:05+14:00", at),
            ("2026-01-02T03:04:05-00:00", at),
            ("2026-01-02T03:04:05.5Z", half),
            ("2026-01-02T03:04:05.5000000", half),
            ("2026-01-02T03:04:05.50000000000000000001Z", half),
            ("1969-12-31T23:59:59Z", UNIX_EPOCH - Duration::from_secs(1)),
        ] {
            assert_eq!(parse_time(text), Some(time), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_times() {
        for text in [
            "",
            "2026-01-02",
            "2026-01-02 03:04:05Z",
            "2026-01-02t03:04:05z",
            "2026-01-02T03:04Z",
            "2026-01-02T03:04:05.Z",
            "2026-01-02T03:04:05,5Z",
            "2026-01-02T03:04:05+02",
            "2026-01-02T03:04:05+0200",
            "2026-01-02T03:04:05Z[UTC]",
            "2026-01-02T03:04:05[Europe/Paris]",
            "2026-01-02T03:04:05+14:01",
            "2026-01-02T03:04:05+01:60",
            "9999-12-31T23:59:59+aa:bb",
            "2026-01-02T03:04:60Z",
            "2026-13-02T03:04:05Z",
            "2026-02-30T03:04:05Z",
            "2026-01-02T25:04:05Z",
            "+02026-01-02T03:04:05Z",
            "12026-01-02T03:04:05Z",
            "2026-01-02T03:04:0\u{661}Z",
            "1767323045",
        ] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_written_in_whole_seconds() {
        let at = UNIX_EPOCH + Duration::from_secs(AT) + Duration::from_nanos(999_999_999);
        assert_eq!(format_time(at).as_deref(), Some("2026-01-02T03:04:05Z"));
        let before = UNIX_EPOCH - Duration::from_nanos(1);
        assert_eq!(format_time(before).as_deref(), Some("1969-12-31T23:59:59Z"));
        assert_eq!(format_time(UNIX_EPOCH + Duration::from_secs(1 << 40)), None);
    }
}
