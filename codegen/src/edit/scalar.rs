//! Scalars in the style of the spec: plain where every reader of YAML 1.1 and 1.2 sees a string.

use std::fmt::Write;

use serde_json::{Number, Value};

/// The longest line.
pub(super) const WIDTH: usize = 100;

/// A written scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// On the line of its key.
    Inline(String),
    /// A header, such as `>-`, and the lines below it, without indentation.
    Lines(&'static str, Vec<String>),
}

/// Words that YAML 1.1 or 1.2 reads as a boolean, null or a special key, in any case.
const WORDS: [&str; 12] =
    ["y", "yes", "n", "no", "on", "off", "true", "false", "null", "~", "=", "<<"];

/// Returns whether a text, written plain, is the same string to every reader.
pub(super) fn is_plain(text: &str, in_flow: bool) -> bool {
    let mut chars = text.chars();
    let (Some(first), Some(last)) = (chars.next(), text.chars().next_back()) else { return false };
    let begins_like_syntax = "-+?:,[]{}#&*!|>'\"%@`<=~".contains(first);
    let is_spaced = first.is_whitespace() || last.is_whitespace();
    let has_syntax = text.contains(": ")
        || text.contains(":\t")
        || text.contains(" #")
        || text.contains("\t#")
        || last == ':'
        || (in_flow && text.contains([',', '[', ']', '{', '}', ':', '?']));
    !begins_like_syntax
        && !is_spaced
        && !has_syntax
        && !is_other_type(text)
        && !text.starts_with("...")
        && text.chars().all(|char| char != '\t' && is_printable(char))
}

/// Returns whether a plain text can be read as something other than a string.
pub(super) fn is_other_type(text: &str) -> bool {
    if text.is_empty() || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return true;
    }
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    if ["inf", "nan"].iter().any(|word| rest.eq_ignore_ascii_case(word)) {
        return true;
    }
    // Numbers of all bases, sexagesimal ones, versions, addresses, dates, and ids that begin with a
    // digit. A sentence is none of them.
    let is_sentence = text.contains(' ')
        && text.contains(|char: char| char.is_alphabetic() && !"tTzZ".contains(char));
    rest.starts_with(|char: char| char.is_ascii_digit()) && !is_sentence
}

/// Returns whether a character may stand in a plain or block scalar.
fn is_printable(char: char) -> bool {
    // Line and paragraph separators are line breaks to YAML 1.1.
    let is_separator =
        matches!(char, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    char == '\t' || !(char.is_control() || is_separator)
}

/// Writes a key.
pub(super) fn key(text: &str, in_flow: bool) -> String {
    // YAML limits keys without a question mark to 1024 characters; a longer one fails verification.
    if is_plain(text, in_flow) { text.to_owned() } else { quoted(text) }
}

/// Writes a scalar on one line.
pub(super) fn inline(value: &Value, in_flow: bool) -> String {
    match value {
        Value::String(text) if is_plain(text, in_flow) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Number(it) => number(it),
        other => other.to_string(),
    }
}

/// Writes a scalar in block context. The text before it on its line is `used` characters wide; the
/// lines below it are indented by `indent`.
pub(super) fn block(value: &Value, used: usize, indent: usize) -> Scalar {
    let inline = inline(value, false);
    let Value::String(text) = value else { return Scalar::Inline(inline) };
    if text.contains('\n') {
        return literal(text).unwrap_or(Scalar::Inline(inline));
    }
    if used + inline.chars().count() > WIDTH
        && let Some(lines) = fold(text, WIDTH.saturating_sub(indent))
    {
        return Scalar::Lines(">-", lines);
    }
    Scalar::Inline(inline)
}

/// Writes a number so that readers of YAML 1.1 see one as well: they need a fraction and a sign in
/// front of an exponent.
fn number(number: &Number) -> String {
    let text = number.to_string();
    let Some((digits, exponent)) = text.split_once(['e', 'E']) else { return text };
    let fraction = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{digits}{fraction}e{sign}{exponent}")
}

/// Writes a text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            char if is_printable(char) => out.push(char),
            char => {
                let code = u32::from(char);
                let _ = if code < 0x100 {
                    write!(out, "\\x{code:02X}")
                } else {
                    write!(out, "\\u{code:04X}")
                };
            }
        }
    }
    out.push('"');
    out
}

/// Writes a text in single quotes, as long as they need no escapes.
pub(super) fn single_quoted(text: &str) -> Option<String> {
    let is_simple =
        text.chars().all(|char| char != '\'' && is_printable(char)) && !text.contains('\t');
    is_simple.then(|| format!("'{text}'"))
}

/// Breaks a text into lines that fold to the same text; `None` if it has no place to break.
fn fold(text: &str, width: usize) -> Option<Vec<String>> {
    let is_spaced = |text: &str| text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']);
    if is_spaced(text) || !text.chars().all(is_printable) || text.contains('\t') {
        return None;
    }
    let mut lines = vec![String::new()];
    // Spaces in a row stay together, on one line with the words around them.
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match words.last_mut() {
            Some(last) if word.is_empty() || last.ends_with(' ') => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    if words.len() < 2 {
        return None;
    }
    for word in words {
        let line = lines.last_mut()?;
        if line.is_empty() {
            line.push_str(&word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    Some(lines)
}

/// Writes a text of several lines as it is; `None` if readers or editors could change it.
fn literal(text: &str) -> Option<Scalar> {
    let (header, text) = match text.strip_suffix('\n') {
        Some(text) => ("|", text),
        None => ("|-", text),
    };
    let mut lines = text.split('\n');
    let is_first_plain = lines.clone().next().is_some_and(|first| {
        !first.is_empty() && !first.starts_with(|char: char| char.is_whitespace())
    });
    let is_kept = is_first_plain
        && !text.ends_with('\n')
        && lines.all(|line| !line.ends_with([' ', '\t']) && line.chars().all(is_printable));
    is_kept.then(|| Scalar::Lines(header, text.split('\n').map(str::to_owned).collect()))
}
