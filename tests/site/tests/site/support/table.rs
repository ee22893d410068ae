//! Rows of the tables of fields.

use super::Element;

/// A row of a table of fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name of the field.
    pub name: String,
    /// Its type in words.
    pub ty: String,
    /// `required`, `optional` or `conditional`.
    pub required: String,
    /// Default, as JSON.
    pub default: Option<String>,
    /// Description with notes and example.
    pub description: String,
    /// Sentences about limits and conditions.
    pub notes: String,
    /// Example, without quotes around a text.
    pub example: Option<String>,
}

impl Row {
    /// Reads the row of a field by the anchor of the field.
    pub fn of(page: &Element, anchor: &str) -> Self {
        Self::read(page.with_id(anchor))
    }

    /// Reads a `tr`.
    pub fn read(row: &Element) -> Self {
        let cells: Vec<&Element> = row.elements().collect();
        // A table without a default has no column of defaults.
        let (name, ty, required, default, description) = match cells[..] {
            [name, ty, required, description] => (name, ty, required, None, description),
            [name, ty, required, default, description] => {
                (name, ty, required, Some(default), description)
            }
            _ => panic!("{} cells: {row:?}", cells.len()),
        };
        let notes = description.with_class("notes").into_iter().map(Element::words);
        let examples = description.with_class("example");
        let default = default.and_then(|cell| cell.named("code").first().map(|code| code.text()));
        Self {
            name: name.first("code").text(),
            ty: ty.words(),
            required: required.words(),
            default,
            description: description.words(),
            notes: notes.collect::<Vec<_>>().join(" "),
            example: examples.first().map(|example| example.first("code").text()),
        }
    }
}

/// Returns the rows of a table that are not inside of a nested one.
pub fn rows(table: &Element) -> Vec<Row> {
    let rows = table.first("tbody").elements().filter(|row| !row.has_class("nested"));
    rows.map(Row::read).collect()
}
