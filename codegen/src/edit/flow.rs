//! Maps and lists in brackets.

use std::ops::Range;

use saphyr_parser::ScalarStyle;
use serde_json::Value;

use super::layout::{column, is_first_on_line, line_end, line_start, next_line};
use super::scalar::{self, Scalar, WIDTH};
use super::tree::{Child, Kind, Tree};
use super::write::{indented, wrap};

/// A replacement of a part of a text.
pub(super) type Splice = (Range<usize>, String);

/// Returns whether each child has a line of its own.
fn has_own_lines(text: &str, tree: &Tree) -> bool {
    let children = tree.children();
    let is_separate = |child: &Child| is_first_on_line(text, child.start);
    let opens = line_start(text, tree.start) != line_start(text, tree.end);
    opens && children.iter().all(is_separate) && (children.len() > 1 || tree.is_map())
}

/// Adds an element, written on one line, before the child at an index or at the end.
pub(super) fn insert(text: &str, tree: &Tree, index: usize, element: &str, eol: &str) -> Splice {
    let children = tree.children();
    let Some(last) = children.last() else {
        let text = if tree.is_list() { format!("[{element}]") } else { format!("{{ {element} }}") };
        return (tree.start..tree.end, text);
    };
    let own_lines = has_own_lines(text, tree);
    if let Some(next) = children.get(index) {
        if own_lines {
            let at = comments_above(text, next.start);
            let indent = " ".repeat(column(text, next.start));
            return (at..at, format!("{indent}{element},{eol}"));
        }
        return (next.start..next.start, format!("{element}, "));
    }
    let end = last.value.end;
    let line = line_end(text, end);
    let rest = text.get(end..line).unwrap_or_default();
    let indent = " ".repeat(first_column(text, last));
    let is_last_line = line_start(text, tree.end) != line_start(text, end);
    let width = text.get(line_start(text, end)..line).unwrap_or_default().chars().count();
    let fits = width + 2 + element.chars().count() <= WIDTH;
    if is_last_line && (own_lines || !fits || rest.contains('#')) {
        let added = match rest.trim_start().starts_with(',') {
            true => format!("{rest}{eol}{indent}{element},"),
            false => format!(",{rest}{eol}{indent}{element}"),
        };
        return (end..line, added);
    }
    (end..end, format!(", {element}"))
}

/// Returns the indentation of the line that a child begins on.
fn first_column(text: &str, child: &Child) -> usize {
    let line = text.get(line_start(text, child.start)..child.start).unwrap_or_default();
    line.bytes().take_while(|byte| *byte == b' ').count()
}

/// Returns the start of the comment lines above a line.
fn comments_above(text: &str, at: usize) -> usize {
    let mut start = line_start(text, at);
    while start > 0 {
        let above = line_start(text, start - 1);
        let line = text.get(above..start).unwrap_or_default();
        if !line.trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    start
}

/// Removes a child that is not the only one.
pub(super) fn remove(text: &str, tree: &Tree, index: usize) -> Splice {
    let children = tree.children();
    let Some(child) = children.get(index) else { return (0..0, String::new()) };
    let before = index.checked_sub(1).and_then(|before| children.get(before));
    let next = children.get(index + 1);
    let end = child.value.end;
    let rest = text.get(end..line_end(text, end)).unwrap_or_default();
    let behind = rest.trim_start().strip_prefix(',').unwrap_or(rest).trim_start();
    let is_alone = is_first_on_line(text, child.start)
        && (behind.is_empty() || behind.starts_with('#'))
        && line_start(text, tree.start) != line_start(text, child.start);
    if is_alone {
        let start = comments_above(text, child.start);
        let has_comma = rest.trim_start().starts_with(',');
        return match before {
            Some(before) if next.is_none() => {
                let kept = text.get(before.value.end..start).unwrap_or_default();
                let kept = if has_comma { kept.to_owned() } else { kept.replacen(',', "", 1) };
                (before.value.end..next_line(text, end), kept)
            }
            _ => (start..next_line(text, end), String::new()),
        };
    }
    let is_beside = next.is_some_and(|next| line_start(text, next.start) == line_start(text, end));
    let range = match (before, next) {
        (_, Some(next)) if is_beside => child.start..next.start,
        (Some(before), _) => before.value.end..end,
        (None, Some(next)) => child.start..next.start,
        (None, None) => child.start..end,
    };
    (range, String::new())
}

/// Returns whether a list in brackets stays in brackets when it is too long for its line.
pub(super) fn is_wrapped(text: &str, tree: &Tree) -> bool {
    let is_plain = |child: &Child| {
        matches!(&child.value.kind, Kind::Scalar { style: ScalarStyle::Plain, .. })
            && !text.get(child.value.start..child.value.end).unwrap_or_default().contains('\n')
    };
    let is_simple = tree.children().iter().all(is_plain) && !has_comments(text, tree);
    tree.is_list() && is_simple && !tree.children().is_empty()
}

fn has_comments(text: &str, tree: &Tree) -> bool {
    let ends = tree.children().iter().map(|child| (child.start, child.value.end));
    let mut at = tree.start;
    for (start, end) in ends.chain([(tree.end, tree.end)]) {
        if text.get(at..start).unwrap_or_default().contains('#') {
            return true;
        }
        at = end;
    }
    false
}

/// Writes the value of an entry or item that is in brackets over several lines. Only this one: what
/// is in brackets inside stays so, where it fits its line. A list of plain values stays in brackets
/// if it `wraps`.
pub(super) fn spread(text: &str, child: &Child, wraps: bool, eol: &str) -> Splice {
    let tree = &child.value;
    let start = column(text, child.start);
    let is_item = text.get(child.start..child.mark).is_some_and(|head| head == "-");
    let end = line_end(text, tree.end);
    let mut note = text.get(tree.end..end).unwrap_or_default().trim().to_owned();
    let lines = if wraps && is_wrapped(text, tree) && !is_item {
        let lines = indented(wrap(&sources(text, tree), WIDTH.saturating_sub(start + 2)));
        let last = if note.is_empty() { "]".to_owned() } else { format!("] {note}") };
        note = String::new();
        let mut lines: Vec<String> = std::iter::once("[".to_owned()).chain(lines).collect();
        lines.push(last);
        lines
    } else {
        let (first, lines) = block_lines(text, tree, start + 2);
        if note.is_empty() {
            note = first.unwrap_or_default();
        }
        std::iter::once(String::new()).chain(indented(lines)).collect()
    };
    let mut lines = lines.into_iter();
    let first = [lines.next().unwrap_or_default(), note].join(" ");
    let mut out = String::new();
    if !first.trim().is_empty() {
        out.push(' ');
        out.push_str(first.trim());
    } else if is_item {
        out.push(' ');
        out.push_str(lines.next().unwrap_or_default().trim_start());
    }
    for line in lines {
        out.push_str(eol);
        if !line.is_empty() {
            out.push_str(&" ".repeat(start));
            out.push_str(&line);
        }
    }
    (child.mark..end, out)
}

fn sources(text: &str, tree: &Tree) -> Vec<String> {
    let source = |child: &Child| text.get(child.start..child.value.end).unwrap_or_default();
    tree.children().iter().map(|child| source(child).to_owned()).collect()
}

/// Returns the comment behind the opening bracket, and the lines of the children.
fn block_lines(text: &str, tree: &Tree, column: usize) -> (Option<String>, Vec<String>) {
    let mut opening = None;
    let mut lines: Vec<String> = Vec::new();
    let mut at = tree.start + 1;
    // A comment cannot follow a line of a text.
    let mut is_text = false;
    let ends = tree.children().iter().map(Some).chain([None]);
    for child in ends {
        let end = child.map_or(tree.end, |child| child.start);
        let (behind, above) = comments(text.get(at..end).unwrap_or_default());
        match (lines.last_mut(), behind) {
            (Some(last), Some(behind)) if !is_text => *last = format!("{last} {behind}"),
            (Some(_), behind) => lines.extend(behind),
            (None, behind) => opening = behind,
        }
        lines.extend(above);
        let Some(child) = child else { break };
        let added = block_child(text, child, tree.is_list(), column);
        is_text = added.len() > 1 && child.value.children().is_empty();
        lines.extend(added);
        at = child.value.end;
    }
    (opening, lines)
}

/// Returns the comment on the first line of a text between children, and those on lines of their
/// own.
fn comments(between: &str) -> (Option<String>, Vec<String>) {
    let mut lines =
        between.lines().map(|line| line.trim_start_matches([' ', ',', '\t']).trim_end());
    let is_comment = |line: &&str| line.starts_with('#');
    let first = lines.next().filter(is_comment).map(str::to_owned);
    (first, lines.filter(is_comment).map(str::to_owned).collect())
}

fn block_child(text: &str, child: &Child, is_item: bool, column: usize) -> Vec<String> {
    let value = &child.value;
    let head = match is_item {
        true => "-".to_owned(),
        false => format!("{}:", text.get(child.start..child.key_end).unwrap_or_default()),
    };
    let source = text.get(value.start..value.end).unwrap_or_default();
    if source.is_empty() {
        return vec![head];
    }
    let used = column + head.chars().count() + 1;
    let fits = used + source.chars().count() <= WIDTH;
    match &value.kind {
        Kind::Collection { children, .. } if !children.is_empty() => {
            if fits && !source.contains('\n') {
                return vec![format!("{head} {source}")];
            }
            if is_wrapped(text, value) && !is_item {
                let lines = wrap(&sources(text, value), WIDTH.saturating_sub(column + 2));
                let lines = std::iter::once(format!("{head} [")).chain(indented(lines));
                return lines.chain(["]".to_owned()]).collect();
            }
            let (opening, lines) = block_lines(text, value, column + 2);
            let mut lines = indented(lines);
            match (opening, lines.first_mut()) {
                (None, Some(first)) if is_item => *first = format!("- {}", first.trim_start()),
                (Some(opening), _) => lines.insert(0, format!("{head} {opening}")),
                (None, _) => lines.insert(0, head),
            }
            lines
        }
        Kind::Scalar { text, style } => {
            let is_string = *style != ScalarStyle::Plain || !scalar::is_other_type(text);
            if !is_string || (fits && !source.contains('\n') && !text.contains('\n')) {
                return vec![format!("{head} {source}")];
            }
            match scalar::block(&Value::String(text.clone()), used, column + 2) {
                Scalar::Inline(text) => vec![format!("{head} {text}")],
                Scalar::Lines(header, lines) => {
                    std::iter::once(format!("{head} {header}")).chain(indented(lines)).collect()
                }
            }
        }
        _ => vec![format!("{head} {source}")],
    }
}
