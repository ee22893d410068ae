//! Schemas as types.

use indexmap::IndexMap;

use super::limits::limits;
use super::lowering::{Lowering, availability, name_of};
use crate::api::{
    Discriminator, ENVELOPE, Enum, Field, Home, Page, Type, TypeDef, TypeKind, Value,
};
use crate::diagnostics::Pointer;
use crate::document::{self, Additional, Schema, Types};

impl Lowering {
    pub(super) fn types(
        &mut self,
        file: &document::File,
        root: &Pointer,
        home: &Home,
        types: &mut IndexMap<String, TypeDef>,
    ) {
        for (name, schema) in &file.components.schemas {
            let pointer = root.within(["components", "schemas", name]);
            // The type of the envelope is hand-written in the SDK.
            if *home == Home::Common && name == ENVELOPE {
                continue;
            }
            let kind = self.kind(schema, &pointer);
            let discriminator = self.discriminator(schema, &kind, &pointer);
            let def = TypeDef {
                name: name.clone(),
                description: schema.description.clone(),
                home: home.clone(),
                kind,
                page: schema.page.as_ref().map(page),
                discriminator,
                pointer,
            };
            types.insert(name.clone(), def);
        }
    }

    fn discriminator(
        &mut self,
        schema: &Schema,
        kind: &TypeKind,
        at: &Pointer,
    ) -> Option<Discriminator> {
        let document::Discriminator { property, mapping } = schema.discriminator.as_ref()?;
        let branches: Vec<&str> = match kind {
            TypeKind::Union(branches) => branches.iter().flat_map(Type::names).collect(),
            _ => Vec::new(),
        };
        for (value, name) in mapping {
            if !branches.contains(&name.as_str()) {
                self.unsupported(
                    &at.within(["x-discriminator", "mapping", value]),
                    format!("`{name}` is not a branch of the `oneOf`"),
                    "name a schema that `oneOf` refers to",
                );
            }
        }
        let branches = mapping.iter().map(|(value, name)| (value.clone(), name.clone())).collect();
        Some(Discriminator { field: property.clone(), branches })
    }

    fn kind(&mut self, schema: &Schema, at: &Pointer) -> TypeKind {
        if let Some(reference) = &schema.reference {
            if name_of(reference) != ENVELOPE {
                self.unsupported(
                    at,
                    format!("unsupported schema: only another name for `{reference}`"),
                    "refer to that schema directly",
                );
            }
            return TypeKind::Envelope(None);
        }
        if let [envelope, payload] = schema.all_of.as_slice() {
            let is_envelope = envelope
                .reference
                .as_deref()
                .is_some_and(|reference| name_of(reference) == ENVELOPE);
            if let (true, Some(data)) = (is_envelope, payload.properties.get("data")) {
                let pointer = at.within(["allOf", "1", "properties", "data"]);
                return TypeKind::Envelope(Some(self.ty(data, &pointer)));
            }
        }
        if !schema.all_of.is_empty() {
            self.unsupported(
                &at.at("allOf"),
                "unsupported `allOf`: not an envelope with a payload".to_owned(),
                "write the envelope first and an object with the property `data` second; \
                 list all other fields in one object",
            );
            return TypeKind::FreeForm;
        }
        if let Some(values) = &schema.values {
            return TypeKind::Enum(values_of(schema, values));
        }
        if !schema.one_of.is_empty() {
            let branches = schema.one_of.iter().enumerate();
            let pointer = |index: usize| at.at("oneOf").at(index.to_string());
            return TypeKind::Union(
                branches.map(|(index, branch)| self.ty(branch, &pointer(index))).collect(),
            );
        }
        let kinds = schema.types.as_ref().map_or(&[][..], Types::as_slice);
        match kinds {
            [kind] if kind == "object" && schema.properties.is_empty() => TypeKind::FreeForm,
            [kind] if kind == "object" => TypeKind::Struct(self.fields(schema, at)),
            _ => {
                self.unsupported(
                    at,
                    "unsupported named schema: not an object, an enum or a union".to_owned(),
                    "write the type where it is used",
                );
                TypeKind::FreeForm
            }
        }
    }

    pub(super) fn fields(&mut self, schema: &Schema, at: &Pointer) -> Vec<Field> {
        let properties = schema.properties.iter();
        properties
            .map(|(wire, property)| {
                let pointer = at.within(["properties", wire]);
                Field {
                    wire: wire.clone(),
                    rust_name: property.rust_name.clone(),
                    ty: self.ty(property, &pointer),
                    required: schema.required.contains(wire),
                    description: property.description.clone(),
                    limits: limits(property),
                    secret: property.secret.unwrap_or(false),
                    identifying: property.identifying.unwrap_or(false),
                    deprecated: property.deprecated,
                    replaced_by: property.replaced_by.clone(),
                    example: property.examples.first().cloned(),
                    conditional: property.present_when.is_some(),
                    required_when: conditions(property.required_when.as_ref()),
                    aliases: property.aliases.clone(),
                    availability: availability(&property.availability),
                    pointer,
                }
            })
            .collect()
    }

    /// Returns the type of a value.
    pub(super) fn ty(&mut self, schema: &Schema, at: &Pointer) -> Type {
        if let Some(reference) = &schema.reference {
            return Type::Named(name_of(reference).to_owned());
        }
        if let [one, many] = schema.one_of.as_slice() {
            let one = self.ty(one, &at.within(["oneOf", "0"]));
            if self.ty(many, &at.within(["oneOf", "1"])) == Type::List(Box::new(one.clone())) {
                return Type::OneOrMany(Box::new(one));
            }
        }
        if !schema.one_of.is_empty() {
            self.unsupported(
                &at.at("oneOf"),
                "unsupported inline union".to_owned(),
                "move it to components/schemas, and refer to it",
            );
            return Type::Json;
        }
        if !schema.properties.is_empty() {
            self.unsupported(
                &at.at("properties"),
                "unsupported inline object".to_owned(),
                "move it to components/schemas, and refer to it",
            );
        }
        let kinds = schema.types.as_ref().map_or(&[][..], Types::as_slice);
        let nullable = kinds.iter().any(|kind| kind == "null");
        let kinds: Vec<&str> =
            kinds.iter().map(String::as_str).filter(|kind| *kind != "null").collect();
        let ty = match kinds.as_slice() {
            [] => Type::Json,
            ["string"] if schema.content_media_type.is_some() => Type::File,
            ["string"] => match schema.format.as_deref() {
                Some("date-time" | "date") => Type::Timestamp,
                _ => Type::Text,
            },
            ["integer"] => Type::Integer,
            ["number"] => Type::Number,
            ["boolean"] => Type::Boolean,
            ["array"] => {
                let items = schema.items.as_deref();
                Type::List(Box::new(items.map_or(Type::Json, |it| self.ty(it, &at.at("items")))))
            }
            ["object"] => match &schema.additional_properties {
                Some(Additional::Schema(values)) => {
                    Type::Map(Box::new(self.ty(values, &at.at("additionalProperties"))))
                }
                _ => Type::Object,
            },
            several if several.iter().all(|kind| !matches!(*kind, "array" | "object")) => {
                Type::Scalar
            }
            _ => Type::Json,
        };
        if nullable { Type::Nullable(Box::new(ty)) } else { ty }
    }
}

fn page(page: &document::Page) -> Page {
    let document::Page { items, total, next, more } = page.clone();
    Page { items, total, next, more }
}

/// Returns the conditions of `x-required-when`; one value is a list of one.
fn conditions(when: Option<&serde_json::Value>) -> Vec<(String, Vec<serde_json::Value>)> {
    let fields = when.and_then(serde_json::Value::as_object).into_iter().flatten();
    let values = |value: &serde_json::Value| match value.as_array() {
        Some(values) => values.clone(),
        None => vec![value.clone()],
    };
    fields.map(|(field, value)| (field.clone(), values(value))).collect()
}

fn values_of(schema: &Schema, values: &[serde_json::Value]) -> Enum {
    let values = values.iter().map(|value| {
        let wire = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Value {
            number: value.as_i64(),
            description: schema.enum_descriptions.get(&wire).cloned().unwrap_or_default(),
            name: schema.enum_names.get(&wire).cloned(),
            wire,
        }
    });
    Enum { values: values.collect() }
}
