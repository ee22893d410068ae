//! The documentation of fields.

use super::operation_docs::offered;
use crate::api::Field;
use crate::render::docs::prose;

/// Returns the paragraphs about a field.
pub(super) fn field_docs(field: &Field) -> Vec<String> {
    let mut docs = vec![prose(4, &field.description)];
    let mut notes = field.limits.sentences.clone();
    notes.extend(field.availability.map(|it| offered(it).to_owned()).filter(|it| !it.is_empty()));
    docs.push(prose(4, &notes.join(" ")));
    docs
}
