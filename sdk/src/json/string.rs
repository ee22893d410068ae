//! Strings, with escapes and lone surrogates. Unescaped control characters, which some servers
//! write, are taken as they are.

use std::borrow::Cow;

use super::syntax_error::SyntaxError;

/// Replacement for half a surrogate pair (RFC 8259 §8.2).
const REPLACEMENT: char = '\u{fffd}';

/// Reads the string that begins at `at`; returns it with the position after it.
pub(super) fn read(text: &str, at: usize) -> Result<(Cow<'_, str>, usize), SyntaxError> {
    let bytes = text.as_bytes();
    let start = at + 1;
    let mut end = start + plain_length(bytes.get(start..).unwrap_or_default());
    let plain = text.get(start..end).unwrap_or_default();
    if bytes.get(end) == Some(&b'"') {
        return Ok((Cow::Borrowed(plain), end + 1));
    }
    let mut string = String::with_capacity(plain.len() + 16);
    string.push_str(plain);
    loop {
        match bytes.get(end) {
            Some(b'"') => return Ok((Cow::Owned(string), end + 1)),
            Some(b'\\') => end = unescape(text, end, &mut string)?,
            Some(_) => {
                let start = end;
                end += plain_length(bytes.get(end..).unwrap_or_default());
                string.push_str(text.get(start..end).unwrap_or_default());
            }
            None => return Err(SyntaxError { offset: end, reason: "unexpected end" }),
        }
    }
}

/// Finds the end of the string that begins at `at`.
pub(super) fn skip(text: &str, at: usize) -> Result<usize, SyntaxError> {
    let bytes = text.as_bytes();
    let mut end = at + 1;
    loop {
        match bytes.get(end) {
            Some(b'"') => return Ok(end + 1),
            Some(b'\\') => end = unescape(text, end, &mut String::new())?,
            Some(_) => end += plain_length(bytes.get(end..).unwrap_or_default()),
            None => return Err(SyntaxError { offset: end, reason: "unexpected end" }),
        }
    }
}

/// Returns the number of bytes before the next quotation mark or backslash.
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;

    // Eight bytes at a time: the lowest high bit that remains marks the first byte that is zero.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let mut length = 0;
    while let Some(word) = bytes.get(length..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*word);
        let found = zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c));
        if found != 0 {
            return length + found.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let rest = bytes.get(length..).unwrap_or_default();
    length + rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(rest.len())
}

/// Appends the character that the escape at `at` stands for; returns the position after it.
fn unescape(text: &str, at: usize, string: &mut String) -> Result<usize, SyntaxError> {
    let character = match text.as_bytes().get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let high = unit(text, at + 2)?;
            let is_pair = matches!(high, 0xd800..=0xdbff)
                && text.as_bytes().get(at + 6..at + 8) == Some(br"\u");
            if is_pair && let low @ 0xdc00..=0xdfff = unit(text, at + 8)? {
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                string.push(char::from_u32(code).unwrap_or(REPLACEMENT));
                return Ok(at + 12);
            }
            string.push(char::from_u32(high).unwrap_or(REPLACEMENT));
            return Ok(at + 6);
        }
        Some(_) => return Err(SyntaxError { offset: at, reason: "invalid escape" }),
        None => return Err(SyntaxError { offset: at + 1, reason: "unexpected end" }),
    };
    string.push(character);
    Ok(at + 2)
}

/// Returns the four hexadecimal digits at `at`.
fn unit(text: &str, at: usize) -> Result<u32, SyntaxError> {
    let digits = text.as_bytes().get(at..at + 4);
    let digits = digits.ok_or(SyntaxError { offset: text.len(), reason: "unexpected end" })?;
    digits.iter().try_fold(0, |unit, digit| {
        let digit = char::from(*digit).to_digit(16);
        digit
            .map(|digit| unit * 16 + digit)
            .ok_or(SyntaxError { offset: at, reason: "invalid escape" })
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn half_a_surrogate_pair_becomes_the_replacement_character() {
        for (text, expected) in [
            (r#""小明\ud83d""#, "小明\u{fffd}"),
            (r#""\udE00x""#, "\u{fffd}x"),
            (r#""\ud83d\ude00""#, "😀"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud83d\u0041""#, "\u{fffd}A"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""\\ud83d""#, "\\ud83d"),
            (r#""\u00e9\t\/""#, "é\t/"),
            ("\"a\nb\"", "a\nb"),
        ] {
            let (string, end) = read(text, 0).unwrap();
            assert_eq!((&*string, end), (expected, text.len()), "{text}");
            assert_eq!(skip(text, 0), Ok(text.len()));
        }
    }

    #[test]
    fn invalid_strings_are_errors() {
        for text in [r#"""#, r#""a"#, r#""\"#, r#""\x""#, r#""\u12"#, r#""\u12g4""#] {
            assert!(read(text, 0).is_err(), "{text}");
            assert!(skip(text, 0).is_err(), "{text}");
        }
    }

    #[test]
    fn a_plain_string_is_borrowed() {
        assert!(matches!(read(r#""plain""#, 0), Ok((Cow::Borrowed("plain"), 7))));
    }
}
