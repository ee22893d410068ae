//! Comments that ask a person for something.

use crate::upstream::Text;

/// The text that keeps lint red.
pub use crate::document::MARK as TODO;

/// The longest line of a comment.
const WIDTH: usize = 80;
/// The longest text of the vendor that is quoted.
const QUOTED: usize = 600;

/// Returns the lines of a marker.
pub fn marker(text: &str) -> Vec<String> {
    wrapped(&format!("{TODO}: {text}"))
}

/// Returns the lines that ask for a text, with that of the vendor.
pub fn ask_for_text(request: &str, text: Option<&Text>) -> Vec<String> {
    let mut lines = marker(request);
    let Some(Text { summary, description, .. }) = text else { return lines };
    for (name, text) in [("summary", summary), ("description", description)] {
        if let Some(text) = text.as_deref().map(plain).filter(|text| !text.is_empty()) {
            lines.extend(wrapped(&format!("the vendor's {name}: {text}")));
        }
    }
    lines
}

/// Returns a text on one line, without control characters, and shortened.
fn plain(text: &str) -> String {
    let words: Vec<String> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let text = words.join(" ");
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Breaks a text into lines, also inside of words that are longer than a line.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut rest: Vec<char> = word.chars().collect();
        while !rest.is_empty() {
            let line = lines.last().map_or(0, |line| line.chars().count());
            let gap = usize::from(line > 0);
            if line + gap + rest.len() <= WIDTH || line == 0 {
                let taken: String = rest.drain(..rest.len().min(WIDTH)).collect();
                if let Some(last) = lines.last_mut() {
                    if gap > 0 {
                        last.push(' ');
                    }
                    last.push_str(&taken);
                }
                if rest.is_empty() {
                    continue;
                }
            }
            lines.push(String::new());
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_wrapped_and_shortened() {
        let text = Text { description: Some("a\nb\u{7}".repeat(2_000)), ..Text::default() };
        let lines = ask_for_text("describe it", Some(&text));
        assert_eq!(lines.first().map(String::as_str), Some("TODO(import): describe it"));
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{lines:?}");
        assert!(lines.last().is_some_and(|line| line.ends_with('…')));
        assert!(lines.iter().all(|line| !line.contains(char::is_control)));
        let word = "長".repeat(200);
        let lines = wrapped(&word);
        assert_eq!((lines.len(), lines.concat()), (3, word));
    }
}
