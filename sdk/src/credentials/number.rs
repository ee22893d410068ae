//! Numbers in JSON, formatted like JavaScript.

/// Formats the numbers of JSON like JavaScript: `1.0` becomes `1`.
pub(super) fn with_javascript_numbers(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    let (mut in_text, mut escaped) = (false, false);
    let mut rest = json;
    while let Some(next) = rest.chars().next() {
        if !in_text && (next == '-' || next.is_ascii_digit()) {
            let is_part =
                |it: char| it.is_ascii_digit() || matches!(it, '-' | '+' | '.' | 'e' | 'E');
            let end = rest.find(|it| !is_part(it)).unwrap_or(rest.len());
            let (number, after) = rest.split_at(end);
            written.push_str(&javascript_number(number));
            rest = after;
            continue;
        }
        in_text ^= next == '"' && !escaped;
        escaped = in_text && next == '\\' && !escaped;
        written.push(next);
        rest = &rest[next.len_utf8()..];
    }
    written
}

/// Formats a number like JavaScript: the shortest digits that identify it, and an exponent only
/// from 21 digits before or 6 zeros after the point.
fn javascript_number(number: &str) -> String {
    let value = match number.parse::<f64>() {
        Ok(value) if value.is_finite() => value,
        Ok(_) => return "null".to_owned(),
        Err(_) => return number.to_owned(),
    };
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{:e}", value.abs());
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = digits.replace('.', "");
    // The number of digits before the point.
    let before = exponent.parse::<i32>().unwrap_or(0) + 1;
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let sign = if value < 0.0 { "-" } else { "" };
    match before {
        _ if count <= before && before <= 21 => format!("{sign}{digits}{}", zeros(before - count)),
        1..=21 => {
            let (integer, rest) = digits.split_at(usize::try_from(before).unwrap_or(0));
            format!("{sign}{integer}.{rest}")
        }
        -5..=0 => format!("{sign}0.{}{digits}", zeros(-before)),
        _ => {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            let plus = if before > 0 { "+" } else { "" };
            format!("{sign}{first}{point}{rest}e{plus}{}", before - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_formatted_like_javascript() {
        for (given, expected) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("7", "7"),
            ("-7.50", "-7.5"),
            ("1660000000000", "1660000000000"),
            ("9007199254740993", "9007199254740992"),
            ("1e21", "1e+21"),
            ("1e20", "100000000000000000000"),
            ("1.5e300", "1.5e+300"),
            ("1e-5", "0.00001"),
            ("0.000001", "0.000001"),
            ("1e-7", "1e-7"),
            ("-1.25e-9", "-1.25e-9"),
            ("0.1", "0.1"),
            ("123.456", "123.456"),
            ("1e999", "null"),
        ] {
            assert_eq!(javascript_number(given), expected);
        }
    }

    #[test]
    fn strings_are_unchanged() {
        let json = r#"{"1.0":"2.0\"3.0","a":[1.0,-2.50,"\\",4.0],"b":true,"c":null}"#;
        let expected = r#"{"1.0":"2.0\"3.0","a":[1,-2.5,"\\",4],"b":true,"c":null}"#;
        assert_eq!(with_javascript_numbers(json), expected);
    }
}
