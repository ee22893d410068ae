//! Validates documented values against their schemas.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::references::{References, Rooted};
use super::times::{is_date, is_date_time, is_possible_time};
use crate::document::{Additional, Schema, Types};

/// A value that does not fit its schema.
pub(super) struct Misfit {
    /// The tokens of the pointer to it, relative to the value that was checked.
    pub(super) tokens: Vec<String>,
    pub(super) message: String,
    pub(super) help: String,
}

/// Validates values against schemas.
pub(super) struct Checker<'l, 'a> {
    references: &'l References<'a>,
    tokens: Vec<String>,
    found: Vec<Misfit>,
    /// Whether a value fits a branch of a union. Without this cache, nested unions take exponential
    /// time.
    fits: HashMap<(*const Value, *const Schema), bool>,
    /// The schemas whose `x-example-mismatch` was needed.
    excused: HashSet<*const Schema>,
}

impl<'l, 'a> Checker<'l, 'a> {
    pub(super) fn new(references: &'l References<'a>) -> Self {
        Self {
            references,
            tokens: Vec::new(),
            found: Vec::new(),
            fits: HashMap::new(),
            excused: HashSet::new(),
        }
    }

    /// Returns all misfits of a value, and the schemas whose exceptions excuse a misfit.
    pub(super) fn misfits(
        mut self,
        value: &Value,
        at: Rooted<'a>,
    ) -> (Vec<Misfit>, HashSet<*const Schema>) {
        self.check(value, at);
        (self.found, self.excused)
    }

    fn report(&mut self, message: String, help: impl Into<String>) {
        self.found.push(Misfit { tokens: self.tokens.clone(), message, help: help.into() });
    }

    fn inside(&mut self, token: String, value: &Value, at: Rooted<'a>) {
        self.tokens.push(token);
        self.check(value, at);
        self.tokens.pop();
    }

    fn check(&mut self, value: &Value, at: Rooted<'a>) {
        if at.schema.example_mismatch.is_none() {
            return self.check_strictly(value, at);
        }
        let before = self.found.len();
        self.check_strictly(value, at);
        if self.found.len() > before {
            self.found.truncate(before);
            self.excused.insert(std::ptr::from_ref(at.schema));
        }
    }

    fn check_strictly(&mut self, value: &Value, at: Rooted<'a>) {
        if at.schema.reference.is_some() {
            let reference = at.schema.reference.as_deref().unwrap_or_default();
            // A dangling reference has been reported.
            if let Some(target) = self.references.target(reference, at.file)
                && self.references.resolved(target).is_some()
            {
                self.check(value, target);
            }
        } else if !at.schema.one_of.is_empty() {
            self.union(value, at);
        } else if let Some(values) = &at.schema.values {
            self.choice(value, values, at.schema);
        } else if self.kind(value, at.schema) {
            match value {
                Value::Object(object) => self.object(object, at),
                Value::Array(items) => self.array(items, at),
                Value::String(text) => self.text(text, at.schema),
                Value::Number(number) => self.number(number.as_f64(), at.schema),
                Value::Bool(_) | Value::Null => {}
            }
        }
    }

    fn union(&mut self, value: &Value, at: Rooted<'a>) {
        let branches = self.references.alternatives(at);
        if branches.is_empty() || branches.iter().any(|branch| self.fits(value, *branch)) {
            return;
        }
        let near: Vec<_> =
            branches.iter().filter(|branch| is_of_kind(value, branch.schema)).collect();
        match near.as_slice() {
            [branch] => self.check(value, **branch),
            _ => self.report(
                format!(
                    "{} does not match any of the {} alternatives",
                    shown(value),
                    branches.len()
                ),
                "write a value that fits one of the branches of `oneOf`",
            ),
        }
    }

    fn fits(&mut self, value: &Value, branch: Rooted<'a>) -> bool {
        let key = (std::ptr::from_ref(value), std::ptr::from_ref(branch.schema));
        if let Some(known) = self.fits.get(&key) {
            return *known;
        }
        let before = self.found.len();
        self.check(value, branch);
        let fits = self.found.len() == before;
        self.found.truncate(before);
        self.fits.insert(key, fits);
        fits
    }

    fn choice(&mut self, value: &Value, values: &[Value], schema: &Schema) {
        let is_null = value.is_null() && kinds(schema).iter().any(|kind| kind == "null");
        if is_null || values.contains(value) {
            return;
        }
        let texts = || values.iter().filter_map(Value::as_str);
        let meant = value
            .as_str()
            .and_then(|text| crate::document::suggest::closest(text, texts()))
            .or_else(|| {
                texts().find(|text| value.as_i64().is_some_and(|it| it.to_string() == **text))
            });
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`? use a value of the enum"),
            None => "use a value of the enum, or add this one with a description".to_owned(),
        };
        self.report(format!("{} is not a value of the enum", shown(value)), help);
    }

    /// Returns whether the value has the right type.
    fn kind(&mut self, value: &Value, schema: &Schema) -> bool {
        if is_of_kind(value, schema) {
            return true;
        }
        let expected = match kinds(schema) {
            [] => "object".to_owned(),
            kinds => kinds.join(" or "),
        };
        let help = match (value, expected.as_str()) {
            (Value::String(_), "integer" | "number" | "boolean") => {
                format!("remove the quotes, or correct the type `{expected}`")
            }
            (Value::Number(_) | Value::Bool(_), "string") => {
                "add quotes, or correct the type `string`".to_owned()
            }
            (Value::Null, _) => "leave the value out, or add `\"null\"` to the type".to_owned(),
            _ => format!("write a value of type {expected}, or correct the type"),
        };
        self.report(format!("{} is not of type {expected}", shown(value)), help);
        false
    }

    fn object(&mut self, object: &Map<String, Value>, at: Rooted<'a>) {
        let parts = self.references.parts_of(at);
        let required = parts.iter().flat_map(|part| &part.schema.required);
        let missing: Vec<&String> = required.filter(|name| !object.contains_key(*name)).collect();
        for name in missing {
            let aliases = parts.iter().filter_map(|part| part.schema.properties.get(name));
            let mut aliases = aliases.flat_map(|property| &property.aliases);
            if !aliases.any(|alias| object.contains_key(alias)) {
                self.report(
                    format!("missing required field `{name}`"),
                    format!("add `{name}`, or remove it from `required`"),
                );
            }
        }
        let aliases: HashMap<&str, Rooted<'a>> = parts
            .iter()
            .flat_map(|part| part.schema.properties.values().map(|it| part.part(it)))
            .flat_map(|field| field.schema.aliases.iter().map(move |it| (it.as_str(), field)))
            .collect();
        for (name, value) in object {
            let field = parts
                .iter()
                .find_map(|part| part.schema.properties.get(name).map(|it| part.part(it)))
                .or_else(|| aliases.get(name.as_str()).copied());
            match (field, additional(&parts)) {
                (Some(field), _) => self.inside(name.clone(), value, field),
                (None, Extra::Of(values)) => self.inside(name.clone(), value, values),
                (None, Extra::Anything) => {}
                (None, Extra::Nothing) => {
                    let known = parts.iter().flat_map(|part| part.schema.properties.keys());
                    let known = known.map(String::as_str).filter(|it| !object.contains_key(*it));
                    let meant = crate::document::suggest::closest(name, known);
                    self.tokens.push(name.clone());
                    self.report(
                        format!("unknown field `{name}`"),
                        crate::document::suggest::did_you_mean(
                            meant,
                            "add the field to `properties`, or remove it here",
                        ),
                    );
                    self.tokens.pop();
                }
            }
        }
    }

    fn array(&mut self, items: &[Value], at: Rooted<'a>) {
        let schema = at.schema;
        self.size("items", items.len(), schema.min_items, schema.max_items);
        if let Some(of) = schema.items.as_deref() {
            for (index, item) in items.iter().enumerate() {
                self.inside(index.to_string(), item, at.part(of));
            }
        }
    }

    fn text(&mut self, text: &str, schema: &Schema) {
        self.size("characters", text.chars().count(), schema.min_length, schema.max_length);
        let (fits, form) = match schema.format.as_deref() {
            Some("date") => (is_date(text), "2023-05-05"),
            Some("date-time") => (is_date_time(text), "2023-05-05T19:06:22.434Z"),
            None if !is_possible_time(text) => {
                return self.report(
                    format!("`{text}` is not a point in time"),
                    "correct the month, the day or the hour".to_owned(),
                );
            }
            _ => return,
        };
        if !fits {
            let format = schema.format.as_deref().unwrap_or_default();
            self.report(
                format!("`{text}` does not have the format `{format}`"),
                format!("write it like `{form}`, or remove the format"),
            );
        }
    }

    fn size(&mut self, unit: &str, size: usize, least: Option<u64>, most: Option<u64>) {
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        let limit = match (least, most) {
            // Limits that allow no value have been reported.
            (Some(least), Some(most)) if least > most => return,
            (Some(least), _) if size < least => format!("at least {least}"),
            (_, Some(most)) if size > most => format!("at most {most}"),
            _ => return,
        };
        self.report(
            format!("the value has {size} {unit}, but {limit} are allowed"),
            "write a value within the limit, or correct the limit",
        );
    }

    fn number(&mut self, number: Option<f64>, schema: &Schema) {
        let bound = |bound: &Option<Value>| bound.as_ref().and_then(Value::as_f64);
        let Some(number) = number else { return };
        let limit = match (bound(&schema.minimum), bound(&schema.maximum)) {
            (Some(least), Some(most)) if least > most => return,
            (Some(least), _) if number < least => format!("below the minimum {least}"),
            (_, Some(most)) if number > most => format!("above the maximum {most}"),
            _ => return,
        };
        self.report(
            format!("{number} is {limit}"),
            "write a value within the limit, or correct the limit",
        );
    }
}

/// The fields that an object can have beyond its properties.
enum Extra<'a> {
    Nothing,
    Anything,
    Of(Rooted<'a>),
}

fn additional<'a>(parts: &[Rooted<'a>]) -> Extra<'a> {
    for part in parts {
        match &part.schema.additional_properties {
            Some(Additional::Any(true)) => return Extra::Anything,
            Some(Additional::Schema(values)) => return Extra::Of(part.part(values)),
            Some(Additional::Any(false)) => return Extra::Nothing,
            None => {}
        }
    }
    match parts.iter().all(|part| part.schema.properties.is_empty()) {
        true => Extra::Anything,
        false => Extra::Nothing,
    }
}

/// Returns the kinds of JSON values that a schema names.
pub(super) fn kinds(schema: &Schema) -> &[String] {
    schema.types.as_ref().map_or(&[], Types::as_slice)
}

pub(super) fn is_of_kind(value: &Value, schema: &Schema) -> bool {
    let kinds = kinds(schema);
    if kinds.is_empty() {
        let is_object = !schema.all_of.is_empty() || !schema.properties.is_empty();
        return !is_object || value.is_object();
    }
    kinds.iter().any(|kind| match kind.as_str() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => {
            value.is_i64() || value.as_f64().is_some_and(|it| it.fract() == 0.0 && !value.is_u64())
        }
        // An unknown type has been reported.
        _ => true,
    })
}

/// Returns a value as messages show it.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::String(text) if text.chars().count() > 40 => "a text".to_owned(),
        Value::String(text) => format!("the text `{text}`"),
        other => format!("`{other}`"),
    }
}
