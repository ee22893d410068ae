//! Texts of the spec: plain words, `code` in backticks, and URLs.

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span<'a> {
    /// Words.
    Words(&'a str),
    /// Code, without the backticks.
    Code(&'a str),
    /// A URL.
    Url(&'a str),
}

/// Returns the parts of a text.
pub(super) fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    // Backticks only count where they close, and a fence in a text is none.
    if text.contains("``") || !text.matches('`').count().is_multiple_of(2) {
        words(text, &mut spans);
        return spans;
    }
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            0 => words(part, &mut spans),
            _ => spans.push(Span::Code(part)),
        }
    }
    spans
}

fn words<'a>(mut text: &'a str, spans: &mut Vec<Span<'a>>) {
    while let Some(start) = text.find("https://").or_else(|| text.find("http://")) {
        let (before, rest) = text.split_at(start);
        let end =
            rest.find(|letter: char| letter.is_whitespace() || "<>\"{}|\\^`".contains(letter));
        let url = &rest[..end.unwrap_or(rest.len())];
        let url = url.trim_end_matches(['.', ',', ';', ':', ')', '\'']);
        let is_whole = url.len() > "https://".len() && !rest[url.len()..].starts_with('{');
        if !is_whole {
            let scheme = rest.find("://").map_or(rest.len(), |at| at + 3);
            push_words(&text[..start + scheme], spans);
            text = &text[start + scheme..];
            continue;
        }
        push_words(before, spans);
        spans.push(Span::Url(url));
        text = &rest[url.len()..];
    }
    push_words(text, spans);
}

fn push_words<'a>(text: &'a str, spans: &mut Vec<Span<'a>>) {
    if !text.is_empty() {
        spans.push(Span::Words(text));
    }
}

/// Returns a text as HTML, for the content of an element.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for span in spans(text) {
        match span {
            Span::Words(words) => out.push_str(&escape_content(words)),
            Span::Code(code) => out.push_str(&format!("<code>{}</code>", escape_content(code))),
            Span::Url(url) => {
                let url = escape_html(url);
                out.push_str(&format!("<a href=\"{url}\">{url}</a>"));
            }
        }
    }
    out
}

/// Returns a text as Markdown.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for span in spans(text) {
        match span {
            Span::Words(words) if out.is_empty() => out.push_str(&escape_paragraph(words)),
            Span::Words(words) => out.push_str(&escape_markdown(words)),
            Span::Code(code) => out.push_str(&markdown_code(code)),
            Span::Url(url) => out.push_str(&format!("<{url}>")),
        }
    }
    out
}

/// Returns a text without the marks of code.
pub(super) fn plain(text: &str) -> String {
    let plain = |span| match span {
        Span::Words(text) | Span::Code(text) | Span::Url(text) => text,
    };
    spans(text).into_iter().map(plain).collect()
}

/// Escapes a text for HTML: as content, and as the value of an attribute in double quotes.
pub(super) fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in HTML, and invisible.
            letter if letter.is_control() && !matches!(letter, '\n' | '\t') => {
                out.push_str(&letter.escape_unicode().to_string());
            }
            letter => out.push(letter),
        }
    }
    out
}

/// Escapes a text for the content of an element, where quotes are plain.
///
/// Those after an equals sign are escaped all the same: programs that look for `href="` with a pattern
/// would find links in code.
pub(super) fn escape_content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for letter in text.chars() {
        match letter {
            '"' | '\'' if before != '=' => out.push(letter),
            letter => out.push_str(&escape_html(letter.encode_utf8(&mut [0; 4]))),
        }
        before = letter;
    }
    out
}

/// Escapes a text for Markdown: words of a paragraph or of a cell of a table.
pub(super) fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        // Inside of a word, it is plain.
        let is_inside = before.is_alphanumeric() && after.is_alphanumeric();
        before = letter;
        match letter {
            '_' if is_inside => out.push(letter),
            '&' if !after.is_ascii_alphabetic() && after != '#' => out.push(letter),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' | '\r' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// Escapes the start of a paragraph for Markdown, which could be a heading, a list or a line.
fn escape_paragraph(text: &str) -> String {
    let text = escape_markdown(text.trim_start());
    let marker = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_number = marker.len() < text.len() && marker.starts_with(['.', ')']);
    match is_number && marker[1..].starts_with(|letter: char| letter.is_whitespace()) {
        true => format!("{}\\{marker}", &text[..text.len() - marker.len()]),
        false if text.starts_with(['#', '-', '+', '=']) => format!("\\{text}"),
        false => text,
    }
}

/// Returns a code span with delimiters that do not occur in it.
pub(super) fn markdown_code(code: &str) -> String {
    let code = code.replace(['\n', '\r'], " ");
    let longest = code.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad =
        if code.starts_with('`') || code.ends_with('`') || code.is_empty() { " " } else { "" };
    // A bar ends a cell even in code.
    format!("{fence}{pad}{}{pad}{fence}", code.replace('|', r"\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_exactly_once() {
        assert_eq!(html("a & `<b>`"), "a &amp; <code>&lt;b&gt;</code>");
        assert_eq!(markdown("a & `<b>`"), "a & `<b>`");
        assert_eq!(plain("a & `<b>`"), "a & <b>");
    }

    #[test]
    fn content_has_no_attributes() {
        assert_eq!(escape_content(r#"{"a": 'b'}"#), r#"{"a": 'b'}"#);
        assert_eq!(escape_content("<a href=\"/x\">"), "&lt;a href=&quot;/x\"&gt;");
    }

    #[test]
    fn markdown_keeps_names_readable() {
        assert_eq!(markdown("list_users, _a_, a&lt;"), r"list_users, \_a\_, a\&lt;");
    }

    #[test]
    fn start_of_a_text_is_no_block_of_markdown() {
        for text in ["# a", "- a", "+ a", "--- a", "=", "12. a", "3) a"] {
            let escaped = markdown(text);
            let events = pulldown_cmark::Parser::new(&escaped);
            assert_eq!(
                events
                    .filter(|it| matches!(it, pulldown_cmark::Event::Start(_)))
                    .collect::<Vec<_>>(),
                [pulldown_cmark::Event::Start(pulldown_cmark::Tag::Paragraph)],
                "{escaped}"
            );
            assert_eq!(escaped.replace('\\', ""), text);
        }
        assert_eq!(markdown("2.5 seconds, a - b"), "2.5 seconds, a - b");
    }

    #[test]
    fn backticks_that_do_not_close_are_text() {
        assert_eq!(html("an odd ` tick"), "an odd ` tick");
        assert_eq!(html("```x```"), "```x```");
    }

    #[test]
    fn urls_are_links_and_other_schemes_are_text() {
        assert_eq!(
            html("See https://example.org/a?b=1&c=2."),
            "See <a href=\"https://example.org/a?b=1&amp;c=2\">\
             https://example.org/a?b=1&amp;c=2</a>."
        );
        assert_eq!(html("[x](javascript:alert)"), "[x](javascript:alert)");
        assert_eq!(html("https://{name}.example"), "https://{name}.example");
    }

    #[test]
    fn code_spans_hold_backticks_and_bars() {
        assert_eq!(markdown_code("a`b"), "``a`b``");
        assert_eq!(markdown_code("`"), "`` ` ``");
        assert_eq!(markdown_code("a|b"), r"`a\|b`");
    }
}
