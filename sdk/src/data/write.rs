//! Writing: a [`View`] through any serde serializer, for comparison and for people.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::api_struct::{self, each_present};
use super::redact::{HIDDEN, Redacted, is_secret_name, redacted_object};
use super::{Field, View};
use crate::json::number;

/// Writes a value.
///
/// # Errors
///
/// The serializer's own errors.
pub fn write<T: Field, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.view().serialize(serializer)
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // JSON cannot contain files; a file is sent as a part of a multipart body.
            Self::Absent | Self::Null | Self::File(_) => serializer.serialize_unit(),
            Self::Text(text) | Self::Secret(text) => serializer.serialize_str(text),
            Self::Integer(integer) => serializer.serialize_i64(*integer),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Boolean(boolean) => serializer.serialize_bool(*boolean),
            Self::Enum(value) => match value.is_literal() {
                true => literal(value.as_str(), serializer),
                false => serializer.serialize_str(value.as_str()),
            },
            Self::Json(json) => json.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
            Self::Struct(structure) => {
                let wire = structure.shape().wire;
                let mut map = serializer.serialize_map(None)?;
                let mut outcome = Ok(());
                each_present(*structure, &mut |index, view| {
                    if let (Ok(()), Some(name)) = (&outcome, wire.get(index)) {
                        outcome = map.serialize_entry(name, &view);
                    }
                });
                outcome?;
                map.end()
            }
            Self::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for index in 0..list.len() {
                    seq.serialize_element(&list.item(index))?;
                }
                seq.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(None)?;
                let mut outcome = Ok(());
                entries.each(&mut |key, view| {
                    if outcome.is_ok() {
                        outcome = map.serialize_entry(key, &view);
                    }
                });
                outcome?;
                map.end()
            }
        }
    }
}

/// Writes the number or boolean of an enum.
fn literal<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match (text, number(text)) {
        ("true" | "false", _) => serializer.serialize_bool(text == "true"),
        (_, Some(number)) => number.serialize(serializer),
        (_, None) => serializer.serialize_str(text),
    }
}

impl PartialEq for View<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) | (Self::Null, Self::Null) => true,
            (Self::Text(left), Self::Text(right)) | (Self::Secret(left), Self::Secret(right)) => {
                left == right
            }
            (Self::Integer(left), Self::Integer(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => left == right,
            (Self::Boolean(left), Self::Boolean(right)) => left == right,
            (Self::Enum(left), Self::Enum(right)) => {
                left.as_str() == right.as_str() && left.is_literal() == right.is_literal()
            }
            (Self::Json(left), Self::Json(right)) => left == right,
            (Self::Object(left), Self::Object(right)) => left == right,
            (Self::File(left), Self::File(right)) => left == right,
            (Self::Struct(left), Self::Struct(right)) => api_struct::equal_structs(*left, *right),
            (Self::List(left), Self::List(right)) => {
                left.len() == right.len()
                    && (0..left.len()).all(|index| left.item(index) == right.item(index))
            }
            (Self::Map(left), Self::Map(right)) => {
                // Maps are short and rare; their JSON forms tell them apart.
                let json = |view: &Self| serde_json::to_value(view).ok();
                json(&Self::Map(*left)) == json(&Self::Map(*right))
            }
            _ => false,
        }
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Null => f.write_str("null"),
            Self::Text(text) => text.fmt(f),
            Self::Secret(_) => HIDDEN.fmt(f),
            Self::Integer(integer) => integer.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(boolean) => boolean.fmt(f),
            Self::Enum(value) => value.fmt(f),
            Self::Json(json) => Redacted(json).fmt(f),
            Self::Object(object) => redacted_object(object, f),
            Self::File(file) => file.fmt(f),
            Self::Struct(structure) => api_struct::debug_struct(*structure, f),
            Self::List(list) => {
                let items = (0..list.len()).map(|index| list.item(index));
                f.debug_list().entries(items).finish()
            }
            Self::Map(entries) => {
                let mut map = f.debug_map();
                entries.each(&mut |key, view| match is_secret_name(key) {
                    true => drop(map.entry(&key, &HIDDEN)),
                    false => drop(map.entry(&key, &view)),
                });
                map.finish()
            }
        }
    }
}
