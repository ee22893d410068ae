//! External text, made safe to print.

use std::fmt::{self, Write as _};

/// The maximum length of printed text, in characters.
const LONGEST: usize = 500;

/// Text from a server or an application: control characters and invisible characters that change
/// the order or the lines of surrounding text are escaped, and the length is bounded.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a>(pub(super) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.0.chars();
        for letter in letters.by_ref().take(LONGEST) {
            match letter {
                letter if letter.is_control() => write!(f, "{}", letter.escape_default())?,
                letter if is_disruptive(letter) => write!(f, "{}", letter.escape_unicode())?,
                letter => f.write_char(letter)?,
            }
        }
        if letters.next().is_some() { f.write_char('…') } else { Ok(()) }
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// Marks of direction, line separators, invisible operators, annotations and tags.
fn is_disruptive(letter: char) -> bool {
    matches!(letter,
        '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Writes the message of an error, then its fields.
pub(super) fn explained(
    f: &mut fmt::Formatter<'_>,
    message: &dyn fmt::Display,
    fields: impl FnOnce(&mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    write!(f, "{message} (")?;
    fields(f)?;
    f.write_char(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        for (text, shown) in [
            ("a\nb\r\t\u{1b}[31m", r"a\nb\r\t\u{1b}[31m"),
            ("\u{202e}gpj.exe\u{2069}", r"\u{202e}gpj.exe\u{2069}"),
            ("\u{feff}a\u{2028}b\u{85}\u{9b}", r"\u{feff}a\u{2028}b\u{85}\u{9b}"),
            ("\u{e0041}", r"\u{e0041}"),
            ("用户不存在 — é ก็ 👩\u{200d}👧", "用户不存在 — é ก็ 👩\u{200d}👧"),
        ] {
            assert_eq!(Shown(text).to_string(), shown);
            assert_eq!(format!("{:?}", Shown(text)), format!("\"{shown}\""));
        }
        let long = Shown(&"\u{202e}".repeat(10_000)).to_string();
        assert!(long.ends_with('…') && long.len() < 10 * LONGEST);
    }
}
