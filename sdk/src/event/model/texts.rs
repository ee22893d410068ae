//! [`Texts`]: lenient access to the fields of an event.

use std::borrow::Cow;

use crate::event::fields::{Fields, fields, string};
use crate::json::{Kind, Scanner};

/// The objects in which a field of an event can be.
pub(super) struct Texts<'t>([Fields<'t>; 2]);

impl<'t> Texts<'t> {
    /// Looks at an object and, after it, at the object below this name.
    pub(super) fn of(data: &'t str, nested: &str) -> Self {
        let outer = fields(data);
        let inner = outer.get(nested).map(|text| fields(text)).unwrap_or_default();
        Self([outer, inner])
    }

    /// Returns the first field with one of these names that is text or a number.
    pub(super) fn find(&self, names: &[&str]) -> Option<String> {
        let values =
            self.0.iter().flat_map(|fields| names.iter().filter_map(|name| fields.get(*name)));
        values.into_iter().find_map(|value| match Scanner::new(value).kind() {
            Ok(Kind::Text) => string(value).filter(|text| !text.is_empty()).map(Cow::into_owned),
            Ok(Kind::Number) => Some((*value).to_owned()),
            _ => None,
        })
    }
}
