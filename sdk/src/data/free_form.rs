//! [`Object`]: a free-form object for a field without described entries.

use std::{error::Error, fmt};

use serde::Serialize;
use serde_json::{Map, Value};

use super::redact::redacted_object;

/// A free-form object, for fields whose entries the API does not describe.
///
/// Write one with [`object!`](crate::object), or convert a type that implements `Serialize`.
///
/// ```
/// use genauth::{Object, object};
///
/// #[derive(serde::Serialize)]
/// struct Education {
///     school: &'static str,
/// }
///
/// let written = object!({ "school": "PKU" });
/// let converted = Object::from_serialize(&Education { school: "PKU" })?;
/// assert_eq!(written, converted);
/// # Ok::<(), genauth::ObjectError>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Object(Map<String, Value>);

impl Object {
    /// Creates an empty object.
    pub fn new() -> Self {
        Self::default()
    }

    /// Converts a value that serializes as an object: a struct or a map with text keys.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] if the value cannot be serialized, or serializes as something else.
    pub fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Result<Self, ObjectError> {
        match serde_json::to_value(value) {
            Ok(Value::Object(entries)) => Ok(Self(entries)),
            Ok(other) => Err(ObjectError(format!("it serializes as {}", kind(&other)))),
            Err(error) => Err(ObjectError(error.to_string())),
        }
    }

    /// Sets one entry.
    #[must_use]
    pub fn entry(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(key.into(), value.into());
        self
    }

    /// Returns the entries.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Returns the entries without the object.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

impl From<Map<String, Value>> for Object {
    fn from(entries: Map<String, Value>) -> Self {
        Self(entries)
    }
}

impl From<Object> for Map<String, Value> {
    fn from(object: Object) -> Self {
        object.0
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

/// Shows the entries; values under keys that look like secrets are hidden.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted_object(&self.0, f)
    }
}

/// Error returned when a value does not serialize as an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectError(String);

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(cause) = self;
        write!(
            f,
            "the value is not an object: {cause}; use a struct with named fields or a map with \
             text keys"
        )
    }
}

impl Error for ObjectError {}

/// Creates an [`Object`](crate::Object) from JSON syntax.
///
/// ```
/// let data = genauth::object!({ "school": "PKU", "years": [2019, 2020] });
/// assert_eq!(data.as_map()["school"], "PKU");
/// assert!(genauth::object!().as_map().is_empty());
/// ```
#[macro_export]
macro_rules! object {
    ({ $($entries:tt)* }) => {
        match $crate::serde_json::json!({ $($entries)* }) {
            $crate::serde_json::Value::Object(entries) => $crate::Object::from(entries),
            _ => $crate::Object::new(),
        }
    };
    () => { $crate::Object::new() };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_not_an_object_is_refused_with_its_kind() {
        let error = Object::from_serialize(&["a"]).expect_err("an array is not an object");
        assert!(error.to_string().contains("it serializes as an array"), "{error}");
        let error = Object::from_serialize("text").expect_err("text is not an object");
        assert!(error.to_string().contains("it serializes as a string"), "{error}");
    }

    #[test]
    fn debug_output_hides_secrets() {
        let object = Object::new().entry("school", "PKU").entry("password", "p1");
        let shown = format!("{object:?}");
        assert!(shown.contains("PKU") && !shown.contains("p1"), "{shown}");
    }
}
