//! Prose as rustdoc: escaped, wrapped and prefixed.

use super::layout::WIDTH;

/// Returns the text of several paragraphs; empty ones are skipped.
pub fn paragraphs(paragraphs: &[String]) -> String {
    let texts: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Returns a text as a comment, each line behind `mark`.
pub fn comment(text: &str, indent: usize, mark: &str) -> String {
    let pad = " ".repeat(indent);
    let lines = text.lines().map(|line| format!("{pad}{mark} {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns prose as one wrapped paragraph that Markdown renders verbatim.
pub fn prose(indent: usize, text: &str) -> String {
    wrap(&escape(text), WIDTH.saturating_sub(indent + 4))
}

/// Returns Markdown as one wrapped paragraph.
pub fn markdown(indent: usize, text: &str) -> String {
    wrap(text, WIDTH.saturating_sub(indent + 4))
}

/// Returns prose as the cell of a table.
pub fn escape_cell(text: &str) -> String {
    escape(text).replace('|', r"\|")
}

/// Escapes what Markdown and rustdoc would take for markup, outside of `code`.
fn escape(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !turns_direction(*letter)).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Code spans only count where they close, and a fence in prose is not a code block.
    let spans = !text.contains("``") && text.matches('`').count() % 2 == 0;
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    let mut escape = |word: &str, out: &mut String| {
        let text = word.trim_end();
        for (index, letter) in word.char_indices() {
            let at_edge = index == 0 || index + 1 >= text.len();
            match letter {
                '`' if spans => in_code = !in_code,
                '`' | '<' | '[' | ']' | '*' | '\\' if !in_code => out.push('\\'),
                '_' if !in_code && at_edge => out.push('\\'),
                _ => {}
            }
            out.push(letter);
        }
        in_code
    };
    let mut in_prose = true;
    for word in text.split_inclusive(' ') {
        match address_in(word).filter(|_| in_prose) {
            Some((before, address, after)) => {
                escape(before, &mut out);
                out.push_str(&format!("<{address}>"));
                escape(after, &mut out);
            }
            None => in_prose = !escape(word, &mut out),
        }
    }
    out
}

/// Returns whether a letter is a bidirectional control character, which rustc rejects in comments.
fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns the URL in a word, with the text before and after it.
fn address_in(word: &str) -> Option<(&str, &str, &str)> {
    let start = word.find("https://").or_else(|| word.find("http://"))?;
    let (before, rest) = word.split_at(start);
    let (address, after) =
        rest.split_at(rest.trim_end_matches([' ', '.', ',', ';', ':', ')', '\'', '"']).len());
    let is_whole = !address.ends_with('/') || address.matches('/').count() > 2;
    let is_clean = !address.contains(['<', '>', '`', '{', '}', '"', '|', '\\']);
    (is_whole && is_clean && !before.contains('`')).then_some((before, address, after))
}

fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let needed = line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && needed > width {
            out.push_str(&line);
            out.push('\n');
            line.clear();
        }
        if line.is_empty() {
            // At the start of a line, such a word would start a list.
            let is_marker = matches!(word, "-" | "+" | "=" | ">")
                || word.starts_with(['#', '>'])
                || word.starts_with("~~~")
                || word.strip_suffix(['.', ')']).is_some_and(|number| {
                    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
                })
                || word.chars().all(|letter| letter == '-' || letter == '=');
            if is_marker {
                // The marker is its first character, or the one after the number.
                let mark = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(0);
                let (number, rest) = word.split_at(mark);
                line.push_str(&format!("{number}\\{rest}"));
                continue;
            }
        } else {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(&line);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        assert_eq!(
            prose(0, "a list<string> of [x] and `a<b>`"),
            r"a list\<string> of \[x\] and `a<b>`"
        );
        assert_eq!(prose(0, "```rust\nfn main() {}\n```"), r"\`\`\`rust fn main() {} \`\`\`");
        assert_eq!(prose(0, "an odd ` tick"), r"an odd \` tick");
        assert_eq!(prose(0, "~~~ is a fence, too"), r"\~~~ is a fence, too");
        assert_eq!(prose(0, "ends */ here {{braces}}"), r"ends \*/ here {{braces}}");
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(prose(0, "See https://example.org/a_b."), "See <https://example.org/a_b>.");
        assert_eq!(prose(0, "(see http://a.example/, too)"), "(see <http://a.example/>, too)");
        assert_eq!(prose(0, "[x](https://a.example)"), r"\[x\](<https://a.example>)");
        assert_eq!(
            prose(0, "`https://a.example` or `a https://b`"),
            "`https://a.example` or `a https://b`"
        );
        assert_eq!(
            prose(0, "https:// and https://{name}.example"),
            "https:// and https://{name}.example"
        );
    }

    #[test]
    fn no_line_begins_a_list() {
        assert_eq!(prose(0, "1. not a list"), r"1\. not a list");
        assert_eq!(prose(0, "- not a list"), r"\- not a list");
    }
}
