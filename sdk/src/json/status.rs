//! The status of an envelope whose text is broken.

/// Finds `statusCode` (or `code`) at the top level of an object, in text that is not valid JSON:
/// cut off, with text before or after it, or with characters that no string may have. The status is
/// not enough to call the response a success, but it says which failure it is.
pub(crate) fn status_in_broken_text(text: &str) -> Option<i64> {
    let text = text.get(text.find('{')?..)?;
    let mut depth = 0_usize;
    let mut legacy = None;
    let mut rest = text;
    while let Some(next) = rest.find(['{', '}', '[', ']', '"']) {
        let (sign, after) = rest.get(next..).and_then(|rest| rest.split_at_checked(1))?;
        rest = after;
        match sign {
            "{" | "[" => depth += 1,
            "}" | "]" => depth = depth.saturating_sub(1),
            _ => {
                let (string, after) = quoted(rest);
                rest = after;
                let value = after.trim_start().strip_prefix(':').filter(|_| depth == 1);
                match (string, value.and_then(integer)) {
                    ("statusCode", Some(status)) => return Some(status),
                    ("code", Some(status)) => legacy = Some(status),
                    _ => {}
                }
            }
        }
    }
    legacy
}

/// Returns the string that `text` begins inside of, and what follows it.
fn quoted(text: &str) -> (&str, &str) {
    let mut escaped = false;
    for (index, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return (&text[..index], &text[index + 1..]),
            _ => {}
        }
    }
    (text, "")
}

/// Returns an integer at the beginning of `text`, bare or in quotes. What ends with the text may be
/// cut off.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim_start().trim_start_matches('"').trim_start();
    let end = text.find(|it: char| !it.is_ascii_digit())?;
    text.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_found_in_broken_json() {
        for (text, expected) in [
            (r#"{"statusCode":403,"message":"no"#, Some(403)),
            (r#"{"message":"\x","data":{"statusCode":200},"statusCode": "401"}"#, Some(401)),
            ("Warning: x\n{\"statusCode\":503}", Some(503)),
            ("{\"message\":\"a\nb\",\"code\":500}", Some(500)),
            (r#"{"data":{"statusCode":403}"#, None),
            (r#"{"message":"no","statusCode":40"#, None),
            (r#"{"message":"\"statusCode\":403"#, None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(status_in_broken_text(text), expected, "{text}");
        }
    }
}
