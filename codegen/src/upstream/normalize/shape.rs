//! Schemas in the terms of facts.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::facts::{Attributes, attribute};

use super::super::{Text, digest};

/// What a schema states.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// The type without `nullable`; `None` if it is not stated.
    pub ty: Option<String>,
    /// Whether `null` is valid.
    pub is_nullable: bool,
    /// The values of an enum, sorted.
    pub values: Option<Vec<Value>>,
    /// Default, format and limits.
    pub facets: BTreeMap<&'static str, Value>,
    /// Deprecated.
    pub is_deprecated: bool,
    /// Left out of the vendor's SDKs.
    pub is_hidden: bool,
    /// Whether the schema states its own `required: true`, as in old drafts of JSON schema.
    pub is_required: bool,
    /// Texts.
    pub text: Text,
    /// An example.
    pub example: Option<Value>,
    /// The properties of objects without a name, here or inside.
    pub properties: Vec<Property>,
    /// The types of the branches of a union.
    pub branches: Option<Vec<String>>,
}

/// A property of an object without a name.
#[derive(Clone, Debug)]
pub(super) struct Property {
    /// The names that lead to it.
    pub path: Vec<String>,
    /// Whether it is required.
    pub is_required: bool,
    /// What its schema states.
    pub shape: Shape,
}

impl Shape {
    /// Creates the shape of a type.
    pub(super) fn of(ty: impl Into<String>) -> Self {
        Self { ty: Some(ty.into()), ..Self::default() }
    }

    /// Writes the type.
    pub(super) fn notation(&self) -> String {
        let ty = self.ty.as_deref().unwrap_or("any");
        if self.is_nullable { format!("nullable<{ty}>") } else { ty.to_owned() }
    }

    /// Returns whether anything about values is stated, apart from texts.
    pub(super) fn is_bare(&self) -> bool {
        self.ty.is_none() && self.values.is_none() && self.properties.is_empty()
    }

    /// Sets a facet, unless an outer type states it.
    pub(super) fn set(&mut self, name: &'static str, value: Value) {
        self.facets.entry(name).or_insert(value);
    }

    /// Takes over what the type of items, values or branches states.
    pub(super) fn absorb(&mut self, inner: &Self) {
        for (name, value) in inner.facets.iter().filter(|(name, _)| **name != attribute::DEFAULT) {
            self.set(name, value.clone());
        }
        if self.values.is_none() {
            self.values.clone_from(&inner.values);
        }
        for (value, text) in &inner.text.values {
            self.text.values.entry(value.clone()).or_insert_with(|| text.clone());
        }
    }

    /// Takes over the properties inside items (`[]`) or values (`{}`).
    pub(super) fn enclose(&mut self, token: &str, inner: Vec<Property>) {
        for mut property in inner {
            property.path.insert(0, token.to_owned());
            self.properties.push(property);
        }
    }

    /// Adds what another schema about the same value states. What is already stated stays.
    pub(super) fn join(&mut self, other: Self) {
        let Self { ty, is_nullable, values, facets, text, example, properties, branches, .. } =
            other;
        self.ty = self.ty.take().or(ty);
        self.values = self.values.take().or(values);
        self.branches = self.branches.take().or(branches);
        self.is_nullable |= is_nullable;
        self.is_deprecated |= other.is_deprecated;
        self.is_hidden |= other.is_hidden;
        self.is_required |= other.is_required;
        for (name, value) in facets {
            self.set(name, value);
        }
        self.text.join(text);
        self.example = self.example.take().or(example);
        // By path: schemas can have thousands of properties.
        let paths = self.properties.iter().map(|it| it.path.clone());
        let mut places: BTreeMap<Vec<String>, usize> = paths.zip(0..).collect();
        for property in properties {
            let place = places.get(&property.path).copied();
            match place.and_then(|place| self.properties.get_mut(place)) {
                Some(known) => {
                    known.is_required |= property.is_required;
                    known.shape.join(property.shape);
                }
                None => {
                    places.insert(property.path.clone(), self.properties.len());
                    self.properties.push(property);
                }
            }
        }
    }

    /// Returns what the attributes of a body, a response or an envelope do not express, by path: limits and
    /// values of the type itself, and the properties of objects without a name.
    pub(super) fn structure(&self) -> Option<Value> {
        let mut own = self.attributes();
        own.remove(attribute::TYPE);
        let mut all = serde_json::Map::new();
        if !own.is_empty() {
            all.insert(String::new(), Value::from_iter(own));
        }
        for Property { path, is_required, shape } in &self.properties {
            let mut attributes = shape.attributes();
            if *is_required {
                attributes.insert(attribute::REQUIRED.to_owned(), true.into());
            }
            if !shape.text.is_empty() {
                attributes.insert(attribute::TEXT.to_owned(), digest::text(&shape.text).into());
            }
            all.insert(path.join("/"), Value::from_iter(attributes));
        }
        (!all.is_empty()).then_some(Value::Object(all))
    }

    /// Returns the attributes of a parameter or a property.
    pub(super) fn attributes(&self) -> Attributes {
        let mut attributes = Attributes::new();
        let mut set = |name: &str, value: Value| drop(attributes.insert(name.to_owned(), value));
        set(attribute::TYPE, self.notation().into());
        if let Some(values) = &self.values {
            set(attribute::VALUES, Value::from(values.clone()));
        }
        for (name, value) in &self.facets {
            set(name, value.clone());
        }
        if self.is_deprecated {
            set(attribute::DEPRECATED, true.into());
        }
        if self.is_hidden {
            set(attribute::HIDDEN, true.into());
        }
        attributes
    }
}

impl Text {
    /// Returns whether there are no texts.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds other texts about the same thing.
    pub(super) fn join(&mut self, other: Self) {
        let Self { summary, description, values } = other;
        self.summary = self.summary.take().or(summary);
        self.description = match (self.description.take(), description) {
            (Some(mine), Some(other)) if mine != other => Some(format!("{mine}\n\n{other}")),
            (mine, other) => mine.or(other),
        };
        for (value, text) in values {
            self.values.entry(value).or_insert(text);
        }
    }
}

/// Writes alternatives, sorted.
pub(super) fn one_of(mut types: Vec<String>) -> String {
    types.sort();
    types.dedup();
    match types.as_slice() {
        [only] => only.clone(),
        several => format!("oneOf<{}>", several.join(", ")),
    }
}

/// Sorts the values of an enum. `null` is not a value: it makes the type nullable.
pub(super) fn sorted(mut values: Vec<Value>) -> Vec<Value> {
    values.retain(|value| !value.is_null());
    values.sort_by_cached_key(|value| {
        (value.as_str().map_or_else(|| value.to_string(), str::to_owned), !value.is_string())
    });
    values.dedup();
    values
}
