//! Days and times of examples.

/// Returns whether a text has digits where the pattern has `0`, and otherwise equals the pattern.
fn has_form(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(sign, wanted)| match wanted {
            b'0' => sign.is_ascii_digit(),
            wanted => sign == wanted,
        })
}

/// Returns the number that some digits of a text form.
fn number_at(text: &str, start: usize, length: usize) -> Option<u32> {
    text.get(start..start + length)?.parse().ok()
}

/// Returns whether a text is a day of the calendar.
pub(super) fn is_date(text: &str) -> bool {
    if !has_form(text, "0000-00-00") {
        return false;
    }
    let (Some(year), Some(month), Some(day)) =
        (number_at(text, 0, 4), number_at(text, 5, 2), number_at(text, 8, 2))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Returns whether a text is a time of day; a minute can have a leap second.
fn is_clock(text: &str) -> bool {
    let parts = [(0, 23), (3, 59), (6, 60)];
    has_form(text, "00:00:00")
        && parts.iter().all(|(at, most)| number_at(text, *at, 2).is_some_and(|it| it <= *most))
}

/// Returns whether a text has another form than that of a point in time, or is one that exists.
pub(super) fn is_possible_time(text: &str) -> bool {
    let parts = text.get(..19).and_then(|text| text.split_once('T'));
    let parts =
        parts.filter(|(day, hour)| has_form(day, "0000-00-00") && has_form(hour, "00:00:00"));
    parts.is_none_or(|(day, hour)| is_date(day) && is_clock(hour))
}

/// Returns whether a text is a point in time as RFC 3339 writes it.
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else { return false };
    let Some((clock, rest)) = time.split_at_checked(8) else { return false };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|it: char| it.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    let is_zone =
        matches!(rest, "Z" | "z") || ["+00:00", "-00:00"].iter().any(|it| has_form(rest, it));
    is_date(date) && is_clock(clock) && is_zone
}
