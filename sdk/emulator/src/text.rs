//! Display of untrusted text.

use std::{borrow::Cow, fmt::Write as _};

/// Maximum length of client-provided texts that are kept, in bytes.
pub(crate) const LONGEST: usize = 1_024;

/// Escapes characters that a terminal or a reader would act on, as in Rust: `\n`, `\u{1b}`. This
/// includes characters that change the direction of text.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            hidden if is_hidden(hidden) => {
                // Writing to a `String` does not fail.
                let _ = write!(shown, "{}", hidden.escape_default());
            }
            letter => shown.push(letter),
        }
    }
    Cow::Owned(shown)
}

/// Shortens a text that is stored, such as a user agent.
pub(crate) fn shorten(text: &mut String, most: usize) {
    if text.len() > most {
        let end = (0..=most).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or(0));
    }
}

fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_character_boundaries() {
        let mut text = "长".repeat(100);
        shorten(&mut text, 100);
        assert_eq!(text, "长".repeat(33));
    }

    #[test]
    fn control_characters_are_made_visible() {
        assert_eq!(visible("张三, Bob"), "张三, Bob");
        assert_eq!(visible("a\u{1b}[2J\r\nb\u{9b}"), "a\\u{1b}[2J\\r\\nb\\u{9b}");
        assert_eq!(visible("\u{202e}gnp.exe"), "\\u{202e}gnp.exe");
    }
}
