//! What the documents describe, both APIs together.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::facts::{Facts, Key};
use crate::upstream::{Text, Upstream};

/// The documents, joined.
#[derive(Clone, Debug, Default)]
pub struct Theirs {
    /// The facts.
    pub facts: Facts,
    /// The position of each key in its document.
    pub order: BTreeMap<Key, usize>,
    /// The vendor's texts.
    pub texts: BTreeMap<Key, Text>,
    /// The vendor's examples.
    pub examples: BTreeMap<Key, Value>,
}

impl Theirs {
    /// Joins the documents; `facts` are their joint facts.
    pub fn new(facts: Facts, documents: &[Upstream]) -> Self {
        let mut theirs = Self { facts, ..Self::default() };
        for document in documents {
            for key in &document.order {
                let next = theirs.order.len();
                theirs.order.entry(key.clone()).or_insert(next);
            }
            for (key, text) in &document.texts {
                theirs.texts.entry(key.clone()).or_insert_with(|| text.clone());
            }
            for (key, example) in &document.examples {
                theirs.examples.entry(key.clone()).or_insert_with(|| example.clone());
            }
        }
        theirs
    }

    /// Returns keys in the order of the documents.
    pub fn sorted<'a>(&self, keys: impl IntoIterator<Item = &'a Key>) -> Vec<&'a Key> {
        let mut keys: Vec<&Key> = keys.into_iter().collect();
        keys.sort_by_key(|key| (self.order.get(*key).copied().unwrap_or(usize::MAX), *key));
        keys
    }

    /// Returns the parameters of an operation in the order of its document.
    pub fn parameters(&self, operation: &Key) -> Vec<&Key> {
        let keys = self.facts.entries.keys().filter(|key| {
            matches!(key, Key::Parameter(..)) && key.address() == operation.address()
        });
        self.sorted(keys)
    }

    /// Returns the properties of a schema, or those inside of a property, in the order of its document.
    pub fn properties(&self, schema: &str, outer: &[String]) -> Vec<Key> {
        let keys = self.facts.of_schema(schema).map(|(key, _)| key.clone()).collect::<Vec<_>>();
        let keys = keys.iter();
        let keys = keys.filter(|key| match key {
            Key::Property(_, path) => {
                path.len() > outer.len()
                    && path.starts_with(outer)
                    && path
                        .get(outer.len()..path.len() - 1)
                        .unwrap_or_default()
                        .iter()
                        .all(|it| it == "[]" || it == "{}")
            }
            _ => false,
        });
        self.sorted(keys).into_iter().cloned().collect()
    }
}
