//! The documentation of fields.

use super::operation_docs::offered;
use crate::api::Field;
use crate::render::docs::{paragraphs, prose};

/// Returns the documentation of a field.
pub(super) fn field_docs(field: &Field) -> String {
    let mut notes = field.limits.sentences.clone();
    notes.extend(field.availability.map(|it| offered(it).to_owned()).filter(|it| !it.is_empty()));
    paragraphs(&[prose(4, &field.description), prose(4, &notes.join(" "))])
}
