//! Changes of the spec that an import makes.

use serde_json::Value;

use crate::facts::{Key, attribute};

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

impl Step {
    /// Returns whether nothing may refer to a schema or belong to a module afterwards.
    pub fn unlinks(&self) -> bool {
        match self {
            Self::Remove(_) => true,
            Self::Set { attribute, .. } => {
                [attribute::TYPE, attribute::VALUES].contains(&attribute.as_str())
            }
            Self::Add(_) | Self::Values { .. } | Self::Mark { .. } => false,
        }
    }
}
