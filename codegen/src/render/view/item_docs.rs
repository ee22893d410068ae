//! The documentation of fields.

use crate::api::{Availability, Field};
use crate::render::docs::{paragraphs, prose};

/// Returns the documentation of a field.
pub(super) fn field_docs(field: &Field) -> String {
    let mut notes = Vec::new();
    notes.extend(field.limits.default.as_ref().map(|it| format!("Default: `{}`.", plain(it))));
    notes.extend_from_slice(&field.limits.sentences);
    notes.extend(field.availability.and_then(Availability::note).map(str::to_owned));
    paragraphs(&[prose(4, &field.description), prose(4, &notes.join(" "))])
}

/// Returns a value as people write it: texts without quotes.
fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
