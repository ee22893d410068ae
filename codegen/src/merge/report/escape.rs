//! Texts of others in reports: a document can contain anything.

/// Returns whether a terminal or a viewer interprets a character instead of showing it.
fn is_invisible(letter: char) -> bool {
    // Directions and joiners, which reorder or hide text, beside control characters.
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Escapes what is not visible, so that a text is one line.
pub(super) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match is_invisible(letter) {
            true => out.extend(letter.escape_default()),
            false => out.push(letter),
        }
    }
    out
}

/// Escapes in JSON what JSON allows and a terminal interprets. Only strings can contain it.
pub(super) fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match is_invisible(letter) && letter != '\n' {
            true => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            false => out.push(letter),
        }
    }
    out
}

/// Writes a sentence with `code` in it as Markdown: everything outside of `code` is text.
pub(super) fn markdown(text: &str) -> String {
    let text = line(text);
    // With an odd number, the last one is a letter of a text.
    let last = (text.matches('`').count() % 2 == 1).then(|| text.rfind('`')).flatten();
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '`' if Some(at) == last => out.push_str("\\`"),
            '`' => {
                is_code = !is_code;
                // Empty code would be the beginning of longer code.
                if is_code && text.get(at + 1..).is_some_and(|rest| rest.starts_with('`')) {
                    out.push_str("` ");
                } else {
                    out.push('`');
                }
            }
            letter if !is_code && "\\<>[]*_#|&!~".contains(letter) => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_not_interpreted() {
        assert_eq!(line("a\x1b[2Jb\r\nc\u{9b}d\u{202e}"), "a\\u{1b}[2Jb\\r\\nc\\u{9b}d\\u{202e}");
        assert_eq!(line("获取用户 `ü`"), "获取用户 `ü`");
        assert_eq!(
            json("{\n \"a\": \"\u{7f}\u{9b}\u{202e}\"\n}"),
            "{\n \"a\": \"\\u007f\\u009b\\u202e\"\n}"
        );
    }

    #[test]
    fn markdown_outside_of_code_is_text() {
        assert_eq!(
            markdown("gains `a|b<c>`, <img> [x](y)"),
            "gains `a|b<c>`, \\<img\\> \\[x\\](y)"
        );
        assert_eq!(markdown("an odd ` one"), "an odd \\` one");
        assert_eq!(markdown("gains ``, `b`"), "gains ` `, `b`");
    }
}
