//! Text that came from somewhere, made fit to be shown.

use std::{borrow::Cow, fmt::Write as _};

/// A text in which characters that a terminal or a reader would act on stand as they are written in
/// Rust: `\n`, `\u{1b}`. Those that turn the direction of text are among them.
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

fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_not_acted_on() {
        assert_eq!(visible("张三, Bob"), "张三, Bob");
        assert_eq!(visible("a\u{1b}[2J\r\nb\u{9b}"), "a\\u{1b}[2J\\r\\nb\\u{9b}");
        assert_eq!(visible("\u{202e}gnp.exe"), "\\u{202e}gnp.exe");
    }
}
