//! Lines of a text: where entries, their comments and the blank lines around them begin and end.

use std::ops::Range;

use super::tree::{Child, Tree};

/// Returns the start of the line of a position.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// Returns the end of the line of a position, without its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let end = at + rest.find('\n').unwrap_or(rest.len());
    let has_return = end > at && text.get(..end).is_some_and(|before| before.ends_with('\r'));
    if has_return { end - 1 } else { end }
}

/// Returns the start of the line after the one of a position.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |line| at + line + 1)
}

/// Returns the column of a position, in bytes; the text before it is white space and dashes mostly.
pub(super) fn column(text: &str, at: usize) -> usize {
    at - line_start(text, at)
}

/// Returns whether only spaces precede a position on its line.
pub(super) fn is_first_on_line(text: &str, at: usize) -> bool {
    let before = text.get(line_start(text, at)..at).unwrap_or_default();
    before.trim_start_matches('\u{feff}').bytes().all(|byte| byte == b' ')
}

/// A line without its line break.
fn line(text: &str, start: usize) -> &str {
    text.get(start..line_end(text, start)).unwrap_or_default()
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// Returns the indentation of a line that is a comment.
fn comment_indent(line: &str) -> Option<usize> {
    let rest = line.trim_start_matches([' ', '\t', '\u{feff}']);
    rest.starts_with('#').then(|| line.len() - rest.len())
}

/// Returns the end of a value with the line that it ends on.
pub(super) fn value_tail(text: &str, value: &Tree) -> usize {
    // A text that keeps its trailing line breaks ends after one, and so does what it is the end of.
    let is_complete = text.get(..value.end).is_some_and(|before| before.ends_with('\n'));
    if is_complete { value.end } else { next_line(text, value.end) }
}

/// Returns the end of an entry of a block: after the line of its value, and after comments that are
/// indented more than the entry.
pub(super) fn tail(text: &str, child: &Child) -> usize {
    let column = column(text, child.start);
    let mut end = value_tail(text, &child.value);
    let mut at = end;
    while at < text.len() {
        let line = line(text, at);
        let next = next_line(text, at);
        match comment_indent(line) {
            Some(indent) if indent > column => end = next,
            None if is_blank(line) => {}
            _ => break,
        }
        at = next;
    }
    end
}

/// Returns the start of an entry of a block: its line, or the first of the comment lines above it.
/// An entry behind the dash of an item begins there.
pub(super) fn head(text: &str, siblings: &[Child], index: usize) -> usize {
    let Some(child) = siblings.get(index) else { return text.len() };
    if !is_first_on_line(text, child.start) {
        return child.start;
    }
    let column = column(text, child.start);
    let bound = match index.checked_sub(1).and_then(|before| siblings.get(before)) {
        Some(before) => value_tail(text, &before.value),
        None => 0,
    };
    let mut start = line_start(text, child.start);
    while start > bound {
        let above = line_start(text, start - 1);
        let is_attached =
            comment_indent(line(text, above)).is_some_and(|indent| indent <= column || index == 0);
        if above < bound || !is_attached {
            break;
        }
        start = above;
    }
    start
}

/// Returns the number of blank lines from a position on, and their end.
pub(super) fn blank_below(text: &str, mut at: usize) -> (usize, usize) {
    let mut count = 0;
    while at < text.len() && is_blank(line(text, at)) {
        at = next_line(text, at);
        count += 1;
    }
    (count, at)
}

/// Returns the number of blank lines right above a position, not before `bound`.
pub(super) fn blank_above(text: &str, mut at: usize, bound: usize) -> usize {
    let mut count = 0;
    while at > bound {
        let above = line_start(text, at - 1);
        if above < bound || !is_blank(line(text, above)) {
            break;
        }
        at = above;
        count += 1;
    }
    count
}

/// Returns the lines to remove with an entry of a block that has others: its own, and blank lines
/// that would be one too many.
pub(super) fn removal(text: &str, siblings: &[Child], index: usize) -> Range<usize> {
    let (Some(child), start) = (siblings.get(index), head(text, siblings, index)) else {
        return 0..0;
    };
    let end = tail(text, child);
    let before = index.checked_sub(1).and_then(|before| siblings.get(before));
    let Some(before) = before else {
        return start..blank_below(text, end).1;
    };
    let bound = value_tail(text, &before.value);
    let above = blank_above(text, start, bound);
    let count = match siblings.get(index + 1) {
        Some(_) => above.min(blank_below(text, end).0),
        None => above,
    };
    let start = (0..count).fold(start, |at, _| line_start(text, at.saturating_sub(1)));
    let header = last_header(text, &before.value);
    let needs_break = header.is_some_and(|header| !header.contains('-'));
    if end == text.len() && !text.ends_with('\n') && !needs_break {
        // The text keeps having no line break at its end.
        return line_end(text, line_start(text, start.saturating_sub(1)))..end;
    }
    start..end
}

/// Returns whether blank lines after a value would be part of it.
pub(super) fn keeps_breaks(text: &str, value: &Tree) -> bool {
    last_header(text, value).is_some_and(|header| header.contains('+'))
}

/// Returns the header of the literal or folded text at the end of a value, such as `>-`.
fn last_header<'a>(text: &'a str, mut value: &Tree) -> Option<&'a str> {
    while let Some(last) = value.children().last().filter(|_| value.is_block()) {
        value = &last.value;
    }
    let line = text.get(value.start..line_end(text, value.start))?;
    let header = line.split_whitespace().next().unwrap_or_default();
    value.is_block_scalar().then_some(header)
}

/// Returns a text without the indentation of its first entry, with plain line breaks.
pub(super) fn outdented(text: &str, column: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let indent = line.bytes().take(column).take_while(|byte| *byte == b' ').count();
        out.push_str(line.get(indent..).unwrap_or_default());
        out.push('\n');
    }
    out
}

/// Returns lines with an indentation and the line breaks of a file. Empty lines stay empty.
pub(super) fn joined<S: AsRef<str>>(
    lines: impl IntoIterator<Item = S>,
    column: usize,
    eol: &str,
) -> String {
    let mut out = String::new();
    for line in lines {
        let line = line.as_ref();
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', column));
            out.push_str(line);
        }
        out.push_str(eol);
    }
    out
}
