//! What a description of an API states, without texts, order and layout: the form in which the spec
//! and the documents of the vendor are compared.
//!
//! [`Facts`] maps each thing that is described, a [`Key`], to its attributes. Two descriptions state the
//! same if and only if their facts are equal.

mod file;
mod key;
mod types;

use std::collections::BTreeMap;

use serde_json::Value;

pub use file::{read, write};
pub use key::{Address, Key, Location};
pub use types::{map_references, references};

/// The attributes of one thing: names of [`attribute`] with their values.
pub type Attributes = BTreeMap<String, Value>;

/// Everything that a description states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The attributes of each thing.
    pub entries: BTreeMap<Key, Attributes>,
}

impl Facts {
    /// Returns the attributes of everything that belongs to a named schema, the schema first.
    pub fn of_schema<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a Key, &'a Attributes)> + 'a {
        let schema = Key::Schema(name.to_owned());
        let properties = self
            .entries
            .range(Key::Property(name.to_owned(), Vec::new())..)
            .take_while(move |(key, _)| key.schema() == Some(name));
        self.entries.get_key_value(&schema).into_iter().chain(properties)
    }

    /// Returns the names of all schemas.
    pub fn schemas(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().filter_map(|key| match key {
            Key::Schema(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Returns an attribute.
    pub fn get(&self, key: &Key, attribute: &str) -> Option<&Value> {
        self.entries.get(key)?.get(attribute)
    }
}

/// The names of attributes. An attribute that is not stated, or has its usual value, is left out:
/// there is no `required: false`.
///
/// | attribute | of | value |
/// | --- | --- | --- |
/// | `id` | operation | documented name of the method, after renames |
/// | `given` | operation | name by the rule, where another operation has it and the spec has its own |
/// | `controller`, `tag` | operation | class and last tag in the vendor's document |
/// | `security` | operation | sorted names of our security schemes; left out if not stated |
/// | `hidden`, `deprecated` | operation, parameter, property | `true` |
/// | `media` | body, response | media type |
/// | `status` | response | HTTP status of the documented success, as a number |
/// | `required` | parameter, property, body | `true` |
/// | `kind` | schema | `object`, `free-form`, `enum`, `envelope`, `union` or `alias` |
/// | `type` | parameter, property, body, response; envelope (its payload), alias | see below |
/// | `branches` | union | types |
/// | `values` | enum; parameter or property whose innermost type is an enum | sorted values |
/// | `default` | parameter, property | the value |
/// | `minimum`, `maximum`, `minLength`, `maxLength`, `minItems`, `maxItems` | parameter, property | number |
/// | `format` | parameter, property | of a string; never of a number |
/// | `structure` | body, response, envelope; vendor's documents only | of what has no field: limits, values and properties, by path |
/// | `text`, `example` | all; vendor's documents only | digest, to see that they changed |
///
/// Types are written as `string`, `integer`, `number`, `boolean`, `any`, `object` (without a name),
/// `file`, `ref Name`, `array<T>`, `map<T>`, `nullable<T>`, `oneOf<T, T>`. A named enum counts as its
/// values: its sites have the type `string` or `integer` and `values`, as if it stood there.
pub mod attribute {
    #![allow(missing_docs, reason = "listed above")]

    pub const ID: &str = "id";
    pub const GIVEN: &str = "given";
    pub const CONTROLLER: &str = "controller";
    pub const TAG: &str = "tag";
    pub const SECURITY: &str = "security";
    pub const HIDDEN: &str = "hidden";
    pub const DEPRECATED: &str = "deprecated";
    pub const MEDIA: &str = "media";
    pub const STATUS: &str = "status";
    pub const REQUIRED: &str = "required";
    pub const KIND: &str = "kind";
    pub const TYPE: &str = "type";
    pub const BRANCHES: &str = "branches";
    pub const VALUES: &str = "values";
    pub const DEFAULT: &str = "default";
    pub const FORMAT: &str = "format";
    pub const STRUCTURE: &str = "structure";
    pub const TEXT: &str = "text";
    pub const EXAMPLE: &str = "example";
    /// Limits, by their OpenAPI names.
    pub const LIMITS: [&str; 6] =
        ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];

    /// Returns all names.
    pub fn all() -> Vec<&'static str> {
        const OTHERS: [&str; 19] = [
            ID, GIVEN, CONTROLLER, TAG, SECURITY, HIDDEN, DEPRECATED, MEDIA, STATUS, REQUIRED,
            KIND, TYPE, BRANCHES, VALUES, DEFAULT, FORMAT, STRUCTURE, TEXT, EXAMPLE,
        ];
        [&OTHERS[..], &LIMITS].concat()
    }

    /// Returns whether an attribute has this name.
    pub fn is_known(name: &str) -> bool {
        all().contains(&name)
    }
}
