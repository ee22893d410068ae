//! Texts of a spec in reports: they can contain anything, and must not change the report.

/// Escapes line breaks, control characters, and characters that change the direction of text.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if letter.is_control() => out.extend(letter.escape_default()),
            '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => out.extend(letter.escape_unicode()),
            letter => out.push(letter),
        }
    }
    out
}

/// Returns the beginning of a text.
pub(super) fn short(text: &str) -> String {
    /// The longest text that is shown whole.
    const LONGEST: usize = 120;
    let text = plain(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}

/// Returns a text as a code span of Markdown.
pub(super) fn code(text: &str) -> String {
    let text = plain(text);
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match longest {
        0 => format!("{fence}{text}{fence}"),
        _ => format!("{fence} {text} {fence}"),
    }
}

/// Returns a sentence in Markdown. Its code spans in backticks stay; everything else is text.
pub(super) fn markdown(text: &str) -> String {
    let text = plain(text);
    let has_spans = text.matches('`').count() % 2 == 0 && !text.contains("``");
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    for letter in text.chars() {
        match letter {
            '`' if has_spans => is_code = !is_code,
            '&' if !is_code => {
                out.push_str("&amp;");
                continue;
            }
            '<' if !is_code => {
                out.push_str("&lt;");
                continue;
            }
            '`' | '\\' | '*' | '_' | '[' | ']' | '>' | '#' | '|' | '~' | '!' | '$' | '@'
                if !is_code =>
            {
                out.push('\\');
            }
            _ => {}
        }
        out.push(letter);
    }
    out
}

/// Returns Markdown for a cell of a table, where a bar ends the cell even in code.
pub(super) fn cell(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut before = ' ';
    for letter in markdown.chars() {
        if letter == '|' && before != '\\' {
            out.push('\\');
        }
        out.push(letter);
        before = letter;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{cell, code, markdown, plain};

    #[test]
    fn texts_cannot_change_a_report() {
        assert_eq!(plain("a\u{1b}[31m\nb\u{202e}"), "a\\u{1b}[31m\\nb\\u{202e}");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code(" "), "`\" \"`");
        assert_eq!(markdown("`Vec<T>` has <b>*x*</b>"), "`Vec<T>` has &lt;b\\>\\*x\\*&lt;/b\\>");
        assert_eq!(markdown("one ` and [x](y)"), "one \\` and \\[x\\](y)");
        assert_eq!(cell("`a|b` c\\|d"), "`a\\|b` c\\|d");
    }
}
