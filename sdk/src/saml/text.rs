//! Text of documents that are written.

use std::borrow::Cow;

/// Escapes text for an element or for an attribute in double quotes.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    const SPECIAL: [char; 8] = ['&', '<', '>', '"', '\'', '\t', '\n', '\r'];

    if !text.contains(SPECIAL) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            // Parsers replace line breaks, and blanks of attributes.
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            letter => escaped.push(letter),
        }
    }
    Cow::Owned(escaped)
}

/// Returns whether text can be a value of a document: one line without control characters and
/// noncharacters, which XML does not allow.
pub(super) fn is_text(text: &str) -> bool {
    !text.chars().any(|it| it.is_control() || matches!(it, '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_is_read_back() {
        for text in ["", "a", "a&b<c>d\"e'f", "]]>", "<!--&amp;-->", " a\tb\r\nc é 👩 "] {
            let xml = format!("<a b=\"{0}\">{0}</a>", escape(text));
            let document = roxmltree::Document::parse(&xml).unwrap();
            let root = document.root_element();
            assert_eq!(root.attribute("b"), Some(text), "{xml}");
            assert_eq!(root.text().unwrap_or_default(), text, "{xml}");
        }
    }

    #[test]
    fn control_characters_are_not_text() {
        assert!(is_text("https://app.example/saml?a=é 👩"));
        for text in ["a\0", "\n", "a\u{1b}", "\u{85}", "\u{fffe}", "\u{ffff}"] {
            assert!(!is_text(text), "{text:?}");
        }
    }
}
