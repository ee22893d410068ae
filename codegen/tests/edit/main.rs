//! Edits of YAML files: everything else stays byte for byte. Writes of several files: all or none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod blocks;
mod flow;
mod random;
mod scalars;
mod spec;
mod transaction;

use genauth_codegen::edit::Sheet;

/// Returns a text after edits; it is parsed as a whole in the end.
fn edited(text: &str, edit: impl FnOnce(&mut Sheet)) -> String {
    let mut sheet = Sheet::new(text.to_owned()).unwrap();
    edit(&mut sheet);
    let text = sheet.text().to_owned();
    sheet.finish().unwrap_or_else(|error| panic!("{error}:\n{text}"))
}
