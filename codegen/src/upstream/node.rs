//! Values of a document, in the order in which they are written.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// The most values that a document can have; the largest of the vendor's has 26,000.
pub(super) const MOST_VALUES: usize = 300_000;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Map(Box<Entries>),
}

/// The entries of a mapping.
pub(super) type Entries = IndexMap<String, Node>;

impl Node {
    /// Returns the entries of a mapping.
    pub(super) fn entries(&self) -> Option<&Entries> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Returns the value of a key, unless it is `null`.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?.get(key).filter(|value| **value != Self::Null)
    }

    /// Returns the text of a scalar.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Returns the kind of value, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }

    /// Returns the value for facts. Numbers without fractions are integers: `1.0` and `1` are equal.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(value) => Value::Number(whole(value)),
            Self::Text(text) => Value::String(text.clone()),
            Self::List(items) => Value::Array(items.iter().map(Self::value).collect()),
            Self::Map(entries) => {
                // In the order of the keys, whatever the features of `serde_json` are.
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                Value::Object(
                    sorted.into_iter().map(|(key, it)| (key.clone(), it.value())).collect(),
                )
            }
        }
    }
}

/// Writes a number without fractions as an integer.
fn whole(number: &Number) -> Number {
    let float = number.as_f64().filter(|_| number.is_f64());
    let whole = float.filter(|it| it.fract() == 0.0 && it.abs() < 1e15);
    whole.map_or_else(|| number.clone(), |whole| Number::from(whole as i64))
}

/// What is noted while a document is read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Number of values so far.
    pub(super) values: usize,
    /// Whether the document has too many values.
    pub(super) is_too_large: bool,
    /// Keys that a mapping has twice, with different values.
    pub(super) duplicates: Vec<String>,
    /// Whether `<<` takes over the entries of another mapping, as in YAML 1.1.
    pub(super) merges: bool,
}

/// Reads a value, with a count of all values.
pub(super) struct Seed<'a>(pub(super) &'a mut Reading);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.0.values += 1;
        if self.0.values > MOST_VALUES {
            self.0.is_too_large = true;
            return Err(D::Error::custom("too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without a tag")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Node, E> {
        Ok(float(value as f64))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Node, E> {
        Ok(float(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Seed(&mut *self.0))? {
            values.push(value);
        }
        Ok(Node::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Entries::new();
        while let Some(key) = map.next_key_seed(Seed(&mut *self.0))? {
            let key = match key {
                Node::Null => "null".to_owned(),
                key => key.text().ok_or_else(|| A::Error::custom("a key is not a string"))?,
            };
            let value = map.next_value_seed(Seed(&mut *self.0))?;
            match entries.get(&key) {
                // Two entries that state the same leave no doubt.
                Some(first) if *first != value => self.0.duplicates.push(key),
                Some(_) => {}
                None => drop(entries.insert(key, value)),
            }
        }
        if self.0.merges {
            merge(&mut entries, &mut self.0.values);
        }
        Ok(Node::Map(Box::new(entries)))
    }

    /// A tag of YAML, which changes nothing about what is described.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        let (_, content) = tagged.variant_seed(Seed(&mut *self.0))?;
        serde::de::VariantAccess::newtype_variant_seed(content, self)
    }
}

/// Takes over the entries of the mappings under `<<`.
fn merge(entries: &mut Entries, count: &mut usize) {
    let Some(merged) = entries.shift_remove("<<") else { return };
    let others = match merged {
        Node::List(items) => items,
        other => vec![other],
    };
    for (key, value) in others.into_iter().filter_map(into_entries).flatten() {
        *count += 1;
        entries.entry(key).or_insert(value);
    }
}

fn into_entries(node: Node) -> Option<Entries> {
    match node {
        Node::Map(entries) => Some(*entries),
        _ => None,
    }
}

fn float(value: f64) -> Node {
    Number::from_f64(value).map_or_else(|| Node::Text(value.to_string()), Node::Number)
}
