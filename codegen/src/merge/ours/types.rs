//! Types in the notation of facts.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::{Additional, Schema, Types};
use crate::facts::{Attributes, attribute};

/// The named enums of the spec.
type Enums<'a> = BTreeMap<&'a str, &'a Schema>;

/// What the schema of a parameter or a property states.
pub(super) struct Site {
    /// Type, values, default, format and limits.
    pub(super) attributes: Attributes,
    /// The named enum of the innermost type.
    pub(super) named_enum: Option<String>,
}

impl Site {
    /// Reads the schema of a parameter or a property.
    pub(super) fn of(schema: &Schema, enums: &Enums<'_>) -> Self {
        let mut site = Self { attributes: Attributes::new(), named_enum: None };
        site.set(attribute::TYPE, notation(schema, enums));
        if let Some(default) = &schema.default {
            site.set(attribute::DEFAULT, number(default));
        }
        // Limits and values of the items of a list count as those of the list.
        let mut next = Some(schema);
        while let Some(here) = next {
            site.limits(here);
            let name = here.reference.as_deref().map(name_of);
            let named = name.and_then(|name| Some((name, *enums.get(name)?)));
            if let Some((name, schema)) = named {
                site.named_enum = Some(name.to_owned());
                site.set(attribute::VALUES, values(schema));
            } else if here.values.is_some() {
                site.set(attribute::VALUES, values(here));
            }
            next = inner(here);
        }
        site
    }

    fn limits(&mut self, schema: &Schema) {
        let count = |limit: Option<u64>| limit.map(Value::from);
        let limits = [
            schema.minimum.as_ref().map(number),
            schema.maximum.as_ref().map(number),
            count(schema.min_length),
            count(schema.max_length),
            count(schema.min_items),
            count(schema.max_items),
        ];
        for (name, limit) in attribute::LIMITS.into_iter().zip(limits) {
            if let Some(limit) = limit {
                self.set(name, limit);
            }
        }
        let is_number =
            kinds(schema).iter().any(|kind| matches!(kind.as_str(), "integer" | "number"));
        if let Some(format) = schema.format.as_ref().filter(|_| !is_number) {
            self.set(attribute::FORMAT, format.clone());
        }
    }

    /// Adds an attribute, unless an outer type states it.
    fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.attributes.entry(name.to_owned()).or_insert_with(|| value.into());
    }
}

/// Returns the type of the items of a list, the values of a map, or of one item of "one or many".
fn inner(schema: &Schema) -> Option<&Schema> {
    let values = || match &schema.additional_properties {
        Some(Additional::Schema(values)) => Some(&**values),
        _ => None,
    };
    schema.items.as_deref().or_else(values).or_else(|| schema.one_of.first())
}

/// Writes a type.
pub(super) fn notation(schema: &Schema, enums: &Enums<'_>) -> String {
    if let Some(reference) = &schema.reference {
        let name = name_of(reference);
        return enums.get(name).map_or_else(|| format!("ref {name}"), |named| plain(named, enums));
    }
    if schema.one_of.is_empty() {
        return plain(schema, enums);
    }
    let is_null =
        |it: &Schema| it.reference.is_none() && matches!(kinds(it), [kind] if kind == "null");
    let types = schema.one_of.iter().filter(|it| !is_null(it)).map(|it| notation(it, enums));
    let ty = one_of(types.collect());
    match schema.one_of.iter().any(is_null) {
        true => format!("nullable<{ty}>"),
        false => ty,
    }
}

/// Returns the types of the branches of a union, sorted.
pub(super) fn branches(schema: &Schema, enums: &Enums<'_>) -> Vec<String> {
    let mut branches: Vec<String> = schema.one_of.iter().map(|it| notation(it, enums)).collect();
    branches.sort();
    branches
}

/// Returns the values of an enum, sorted.
pub(super) fn values(schema: &Schema) -> Vec<Value> {
    let mut values = schema.values.clone().unwrap_or_default();
    values.retain(|value| !value.is_null());
    values.sort_by_cached_key(|value| {
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    });
    values
}

/// Writes a type that is neither a reference nor a union.
fn plain(schema: &Schema, enums: &Enums<'_>) -> String {
    let all = kinds(schema);
    let some = all.iter().map(String::as_str).filter(|kind| *kind != "null");
    let types = some.map(|kind| match kind {
        "string" if schema.content_media_type.is_some() => "file".to_owned(),
        "array" => {
            let items = schema.items.as_deref();
            format!("array<{}>", items.map_or_else(|| "any".to_owned(), |it| notation(it, enums)))
        }
        "object" => match &schema.additional_properties {
            Some(Additional::Schema(values)) => format!("map<{}>", notation(values, enums)),
            _ => "object".to_owned(),
        },
        kind => kind.to_owned(),
    });
    let mut types: Vec<String> = types.collect();
    if types.is_empty() {
        types.push(untyped(schema).to_owned());
    }
    let ty = one_of(types);
    match all.iter().any(|kind| kind == "null") {
        true => format!("nullable<{ty}>"),
        false => ty,
    }
}

/// Returns the type of a schema without `type`.
fn untyped(schema: &Schema) -> &'static str {
    match schema.values.as_deref() {
        Some([first, ..]) if first.is_string() => "string",
        Some([first, ..]) if first.is_i64() => "integer",
        _ if !schema.properties.is_empty() => "object",
        _ => "any",
    }
}

/// Writes alternatives, sorted.
fn one_of(mut types: Vec<String>) -> String {
    types.sort();
    types.dedup();
    match types.as_slice() {
        [only] => only.clone(),
        several => format!("oneOf<{}>", several.join(", ")),
    }
}

fn kinds(schema: &Schema) -> &[String] {
    schema.types.as_ref().map_or(&[], Types::as_slice)
}

/// Writes a number without fractions as an integer: `1.0` and `1` are the same limit.
fn number(value: &Value) -> Value {
    let whole = value.as_f64().filter(|it| value.is_f64() && it.fract() == 0.0 && it.abs() < 1e15);
    whole.map_or_else(|| value.clone(), |whole| Value::from(whole as i64))
}

/// Returns the name at the end of a reference.
pub(super) fn name_of(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}
