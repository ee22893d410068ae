//! Lint of the marks that an import leaves where a person has to write or to decide something.

use std::collections::BTreeMap;

use super::lines::pointers;
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer, SourceLocation};
use crate::document::Document;

/// The mark that an import writes where a person has to write or to decide something.
pub const MARK: &str = "TODO(import)";

/// Reports each line with a mark.
pub(super) fn check(document: &Document, found: &mut Diagnostics) {
    for (file, text) in &document.sources {
        // Most files have none.
        if !text.contains(MARK) {
            continue;
        }
        let marked: BTreeMap<usize, (usize, &str)> = text
            .lines()
            .enumerate()
            .filter_map(|(index, line)| Some((index + 1, (line.find(MARK)?, line))))
            .collect();
        for (number, tokens) in pointers(text, marked.keys().copied().collect()) {
            let Some((at, line)) = marked.get(&number) else { continue };
            let before = line.get(..*at).unwrap_or_default();
            let is_comment = before.trim_start().starts_with('#') || before.contains(" #");
            let (what, help) = match is_comment {
                true => ("decision", "decide, then remove the line"),
                false => ("text", "write the text, then remove the marker"),
            };
            let pointer = Pointer { file: file.clone(), tokens };
            let message = format!("the import left a {what} to a person");
            let mut diagnostic = Diagnostic::new("todo", pointer, message, help);
            diagnostic.location = Some(SourceLocation {
                line: number,
                column: before.chars().count() + 1,
                excerpt: line.trim_end().to_owned(),
            });
            found.push(diagnostic);
        }
    }
}
