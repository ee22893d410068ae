//! Fields of JSON objects as they are written.
//!
//! Fields that are not looked at may have any depth, any number, and halves of surrogate pairs.

use std::{borrow::Cow, collections::BTreeMap};

use crate::json::{Kind, Scanner};

/// The fields of an object, with their values as JSON.
pub(super) type Fields<'t> = BTreeMap<Cow<'t, str>, &'t str>;

/// Returns the fields of an object; none for any other value. Of equal names, the last one counts.
pub(super) fn fields(text: &str) -> Fields<'_> {
    let mut fields = Fields::new();
    let mut scanner = Scanner::new(text);
    if scanner.kind() != Ok(Kind::Object) {
        return fields;
    }
    let mut first = true;
    scanner.open();
    while let Ok(Some(name)) = scanner.key(&mut first) {
        let Ok(value) = scanner.skip_text() else { break };
        fields.insert(name, value);
    }
    fields
}

/// Returns the text of a JSON string; `None` for any other value.
pub(super) fn string(text: &str) -> Option<Cow<'_, str>> {
    let mut scanner = Scanner::new(text);
    if scanner.kind() != Ok(Kind::Text) {
        return None;
    }
    scanner.string().ok()
}
