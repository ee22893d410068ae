//! Order of values of all kinds.

use std::cmp::Ordering;

use serde_json::Value;

/// Compares numbers by size, texts alphabetically without regard to case, and times as times even
/// if one of them is in milliseconds and the other one is formatted. Missing values come first.
pub(super) fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => match (time(one), time(other)) {
            (Some(one), Some(other)) => one.cmp(&other),
            // A total order for all texts: times come before others.
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => one.to_lowercase().cmp(&other.to_lowercase()),
        },
        (Value::Number(_), Value::String(text)) | (Value::String(text), Value::Number(_)) => {
            let written = || time(text).map(|at| at as f64).or_else(|| text.parse().ok());
            let number = |value: &Value| value.as_f64().or_else(written);
            match (number(one), number(other)) {
                (Some(one), Some(other)) => one.total_cmp(&other),
                _ => rank(one).cmp(&rank(other)),
            }
        }
        (Value::Number(one), Value::Number(other)) => {
            let size = |number: &serde_json::Number| number.as_f64().unwrap_or_default();
            size(one).total_cmp(&size(other))
        }
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        _ if one == other => Ordering::Equal,
        _ => rank(one).cmp(&rank(other)).then_with(|| one.to_string().cmp(&other.to_string())),
    }
}

/// Returns `true` if a value equals a text: the text itself, or a number or Boolean written that
/// way.
pub(super) fn is_written(value: &Value, text: &str) -> bool {
    match value {
        Value::String(it) => it == text,
        other => {
            let written = other.to_string();
            written == text
        }
    }
}

/// Parses a text as a time, in milliseconds.
fn time(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(|at| at.as_millisecond())
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn times_in_different_formats_are_comparable() {
        let written = json!("2022-07-03T02:20:30.000Z");
        let at = json!(1_656_814_830_000_i64);
        assert_eq!(compare(&written, &at), Ordering::Equal);
        assert_eq!(compare(&at, &written), Ordering::Equal);
        assert_eq!(compare(&written, &json!("2022-07-03T10:20:30+08:00")), Ordering::Equal);
        assert_eq!(compare(&written, &json!("2022-07-04T02:20:30.000Z")), Ordering::Less);
        assert_eq!(compare(&json!("188"), &json!("1880")), Ordering::Less);
    }

    #[test]
    fn missing_values_sort_first() {
        assert_eq!(compare(&Value::Null, &json!("a")), Ordering::Less);
        assert_eq!(compare(&json!("b"), &json!("A")), Ordering::Greater);
        assert_eq!(compare(&Value::Null, &Value::Null), Ordering::Equal);
    }
}
