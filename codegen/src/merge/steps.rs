//! Changes of the spec that an import makes.

use serde_json::Value;

use crate::facts::Key;

/// One change of the spec.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Adds an operation, a parameter, a body, a response, a schema or a property, with all its parts.
    Add(Key),
    /// Removes one, and keeps its text.
    Remove(Key),
    /// Sets an attribute, or removes it.
    Set {
        /// What has the attribute.
        key: Key,
        /// Its name.
        attribute: String,
        /// Its value.
        value: Option<Value>,
    },
    /// Adds values to an enum and removes values from it.
    Values {
        /// The named enum.
        name: String,
        /// Values to add.
        add: Vec<Value>,
        /// Values to remove.
        remove: Vec<Value>,
    },
    /// Writes a comment that asks for a decision.
    Mark {
        /// Where.
        key: Key,
        /// The text after the marker.
        text: String,
    },
}
