//! Named schemas and their properties.

use super::Reader;
use super::types::{self, name_of};
use crate::api::ENVELOPE;
use crate::diagnostics::Pointer;
use crate::document::{Additional, File, Schema, Types};
use crate::facts::{Attributes, Key, attribute};

impl Reader<'_> {
    /// Adds the schemas of a file.
    pub(super) fn schemas(&mut self, file: &File, root: &Pointer) {
        for (name, schema) in &file.components.schemas {
            let at = root.within(["components", "schemas", name]);
            self.ours.homes.insert(name.clone(), root.file.clone());
            let attributes = self.statement(name, schema);
            let is_object = attributes.get(attribute::KIND).is_some_and(|kind| kind == "object");
            self.add(Key::Schema(name.clone()), attributes, at.clone());
            if is_object {
                self.properties(name, &[], schema, &at);
            }
        }
    }

    fn statement(&self, name: &str, schema: &Schema) -> Attributes {
        let mut attributes = Attributes::new();
        let mut set = |name: &str, value: serde_json::Value| {
            attributes.insert(name.to_owned(), value);
        };
        let kinds = schema.types.as_ref().map_or(&[][..], Types::as_slice);
        let kind = match payload(name, schema) {
            Some(payload) => {
                if let Some(payload) = payload {
                    set(attribute::TYPE, types::notation(payload, &self.enums).into());
                }
                "envelope"
            }
            None if schema.values.is_some() => {
                set(attribute::VALUES, types::values(schema).into());
                "enum"
            }
            None if !schema.one_of.is_empty() => {
                set(attribute::BRANCHES, types::branches(schema, &self.enums).into());
                "union"
            }
            None if !schema.properties.is_empty() => "object",
            None if schema.reference.is_none() && kinds == ["object"] => "free-form",
            None => {
                set(attribute::TYPE, types::notation(schema, &self.enums).into());
                "alias"
            }
        };
        set(attribute::KIND, kind.into());
        attributes
    }

    /// Adds the properties of an object, and those of objects without a name inside it.
    fn properties(&mut self, name: &str, path: &[String], schema: &Schema, at: &Pointer) {
        for (wire, property) in &schema.properties {
            let at = at.within(["properties", wire]);
            let mut path = path.to_vec();
            path.push(wire.clone());
            let key = Key::Property(name.to_owned(), path.clone());
            let required = schema.required.contains(wire);
            self.add_site(key, property, [required, property.deprecated], at.clone());
            self.inside(name, path, property, at);
        }
    }

    /// Adds the properties of an object without a name, in lists and maps as well.
    fn inside(&mut self, name: &str, mut path: Vec<String>, schema: &Schema, mut at: Pointer) {
        let mut schema = schema;
        loop {
            schema = match (&schema.items, &schema.additional_properties) {
                (Some(items), _) => {
                    path.push("[]".to_owned());
                    at = at.at("items");
                    items
                }
                (None, Some(Additional::Schema(values))) if schema.properties.is_empty() => {
                    path.push("{}".to_owned());
                    at = at.at("additionalProperties");
                    values
                }
                _ => break,
            };
        }
        self.properties(name, &path, schema, &at);
    }
}

/// Returns the payload of an envelope; `None` if the schema is not an envelope.
fn payload<'a>(name: &str, schema: &'a Schema) -> Option<Option<&'a Schema>> {
    let is_envelope =
        |it: &Schema| it.reference.as_deref().is_some_and(|it| name_of(it) == ENVELOPE);
    if name == ENVELOPE || is_envelope(schema) {
        return Some(None);
    }
    match schema.all_of.as_slice() {
        [envelope, payload] if is_envelope(envelope) => Some(payload.properties.get("data")),
        _ => None,
    }
}
