//! Text in XML documents, escaped as in canonical XML, so that documents written with it are
//! canonical.

/// Escapes the text of an element.
pub(crate) fn text(text: &str) -> String {
    escaped(text, |letter| match letter {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#xD;"),
        _ => None,
    })
}

/// Escapes the value of an attribute in double quotes.
pub(crate) fn attribute(text: &str) -> String {
    escaped(text, |letter| match letter {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '"' => Some("&quot;"),
        '\t' => Some("&#x9;"),
        '\n' => Some("&#xA;"),
        '\r' => Some("&#xD;"),
        _ => None,
    })
}

fn escaped(text: &str, reference: impl Fn(char) -> Option<&'static str>) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match reference(letter) {
            Some(reference) => safe.push_str(reference),
            None if is_allowed(letter) => safe.push(letter),
            None => safe.push(char::REPLACEMENT_CHARACTER),
        }
    }
    safe
}

/// Returns whether XML 1.0 can represent a character.
fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_is_canonical() {
        assert_eq!(
            text("a&<>\"'\t\r\n\u{1}\u{ffff}é"),
            "a&amp;&lt;&gt;\"'\t&#xD;\n\u{fffd}\u{fffd}é"
        );
        assert_eq!(attribute("a&<>\"'\t\r\n"), "a&amp;&lt;>&quot;'&#x9;&#xD;&#xA;");
    }
}
