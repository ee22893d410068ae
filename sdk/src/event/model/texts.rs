//! [`Texts`]: lenient access to the fields of an event.

use serde_json::{Map, Value};

/// The objects in which a field of an event can be.
pub(super) struct Texts<'a>([Option<&'a Map<String, Value>>; 2]);

impl<'a> Texts<'a> {
    /// Looks at the object and, after it, at the object below this name.
    pub(super) fn of(data: &'a Value, nested: &str) -> Self {
        let outer = data.as_object();
        Self([outer, outer.and_then(|outer| outer.get(nested)?.as_object())])
    }

    /// Returns the first field with one of these names that is text or a number.
    pub(super) fn find(&self, names: &[&str]) -> Option<String> {
        let objects = self.0.into_iter().flatten();
        let values = objects.flat_map(|object| names.iter().filter_map(|name| object.get(*name)));
        values.into_iter().find_map(|value| match value {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    }
}
