//! Normalization of passcodes that users type.

use crate::IntoText;

/// Removes spaces and invisible characters, and the dashes of a passcode of digits. Full-width
/// digits become ASCII.
pub(super) fn typed(code: impl IntoText) -> String {
    let code: String = code.into_text().chars().filter(|it| !is_space(*it)).map(narrow).collect();
    let is_dash = |it: char| matches!(it, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}');
    let digits: String = code.chars().filter(|it| !is_dash(*it)).collect();
    // A dash can be part of a code with letters.
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    if is_number { digits } else { code }
}

fn is_space(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Converts a full-width digit, produced by East Asian input methods, to ASCII.
fn narrow(letter: char) -> char {
    match u32::from(letter) {
        code @ 0xff10..=0xff19 => char::from_u32(code - 0xff10 + 0x30).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passcodes_are_normalized() {
        for text in [
            "123456",
            "123 456",
            " 123456\n",
            "123-456",
            "123\u{a0}456",
            "123\u{202f}456",
            "123\u{2011}456",
            "\u{202d}123456\u{202c}",
            "\u{feff}12 34 56",
            "１２３４５６",
            "1-2 3–456",
        ] {
            assert_eq!(typed(text), "123456", "{text:?}");
        }
        assert_eq!(typed(" b471-8ec0 "), "b471-8ec0");
        assert_eq!(typed("--"), "--");
        assert_eq!(typed(""), "");
    }
}
