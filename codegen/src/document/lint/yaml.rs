//! Lint of YAML that readers understand differently, or that is not what it looks like: anchors,
//! tags, values without quotes that are numbers or booleans to other readers, and texts cut off by
//! a comment.

use std::path::Path;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::diagnostics::{Diagnostic, Diagnostics, Pointer, SourceLocation};
use crate::document::Document;

/// Finds such YAML in every file of a spec.
pub(super) fn check(document: &Document, found: &mut Diagnostics) {
    for (file, text) in &document.sources {
        check_file(file, text, found);
    }
}

fn check_file(file: &Path, text: &str, found: &mut Diagnostics) {
    let lines: Vec<&str> = text.lines().collect();
    let mut report = |line: usize, column: usize, message: String, help: &str| {
        let Some(shown) = line.checked_sub(1).and_then(|index| lines.get(index)) else { return };
        let mut diagnostic = Diagnostic::new("yaml", Pointer::file(file), message, help);
        let excerpt = shown.trim_end().chars().take(160).collect();
        diagnostic.location = Some(SourceLocation { line, column: column + 1, excerpt });
        found.push(diagnostic);
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, span))) = parser.next_event() {
        let (line, column) = (span.start.line(), span.start.col());
        let (anchor, tag) = match &event {
            Event::Alias(_) => {
                let help = "write the value itself; the spec uses neither aliases nor anchors";
                report(line, column, "an alias stands for a value elsewhere".to_owned(), help);
                continue;
            }
            Event::Scalar(value, style, anchor, tag) => {
                if *style == ScalarStyle::Plain {
                    if let Some(other) = tag.is_none().then(|| misread(value)).flatten() {
                        let message = format!("other readers of YAML take `{value}` for {other}");
                        report(line, column, message, "put it in quotes if it is a text");
                    }
                    // A text of several lines does not end on this one.
                    let end = column + value.chars().count();
                    let shown = line.checked_sub(1).and_then(|index| lines.get(index)).copied();
                    let rest = shown.and_then(|it| it.get(at_column(it, end)..));
                    let comment = rest.and_then(|rest| rest.trim_start().strip_prefix('#'));
                    if comment.is_some_and(|_| value.contains(' ')) {
                        let message = "the text ends here: ` #` begins a comment".to_owned();
                        let help = "put the text in quotes, or move the comment to a line above";
                        report(line, end, message, help);
                    }
                }
                (*anchor, tag.is_some())
            }
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => {
                (*anchor, tag.is_some())
            }
            _ => continue,
        };
        if anchor > 0 {
            let help = "remove the anchor; the spec uses neither aliases nor anchors";
            report(line, column, "the value has an anchor".to_owned(), help);
        }
        if tag {
            let help = "remove the tag, or put the text in quotes; the spec uses no tags";
            report(line, column, "the value has a tag".to_owned(), help);
        }
    }
}

/// Returns the start of a column, counted in characters from 0, in bytes.
fn at_column(line: &str, column: usize) -> usize {
    line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}

/// Returns what a reader of YAML 1.1 or 1.2 takes a plain value for, if ours reads another type.
fn misread(value: &str) -> Option<&'static str> {
    let lower = value.to_ascii_lowercase();
    if ["yes", "no", "on", "off", "y", "n"].contains(&lower.as_str()) {
        return Some("a boolean");
    }
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    if !digits.starts_with(|it: char| it.is_ascii_digit() || it == '.') {
        return None;
    }
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let is_octal = digits.len() > 1 && digits.starts_with('0') && are_digits(digits);
    let is_exponent = digits.split_once(['e', 'E']).is_some_and(|(before, after)| {
        let after = after.strip_prefix(['+', '-']).unwrap_or(after);
        are_digits(&before.replacen('.', "", 1)) && are_digits(after)
    });
    let has_marks = digits.contains('_') && are_digits(&digits.replace('_', ""));
    let is_time =
        digits.contains(':') && digits.split(':').all(|part| are_digits(part) && part.len() <= 2);
    (is_octal || is_exponent || has_marks || is_time).then_some("a number")
}

#[cfg(test)]
mod tests {
    use super::misread;

    #[test]
    fn values_that_other_readers_take_for_another_type_are_recognized() {
        for value in ["yes", "No", "ON", "y", "0123", "60e4968", "1.5E3", "1_000", "10:30", "-01"] {
            assert!(misread(value).is_some(), "{value}");
        }
        for value in
            ["yesterday", "0", "10", "1.5", "a1e5", "e5", "2023-05-05", "1:a", "-", ".", "0x"]
        {
            assert!(misread(value).is_none(), "{value}");
        }
    }
}
