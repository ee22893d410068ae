//! Named enums for values that stand in place in the vendor's documents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use heck::ToUpperCamelCase as _;
use serde_json::Value;

use crate::edit::{Node, Place};
use crate::facts::{Key, attribute};

use super::fields::name_of;
use super::homes::schemas;
use super::markers::{TODO, ask_for_text};
use super::tree::Edited;
use super::types::{Entries, entries};
use super::{Applier, within};
use crate::merge::ours::Ours;
use crate::merge::outcome::{Finding, FindingKind};
use crate::merge::tombstones::Tombstone;

/// The named enums of the spec.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Their values.
    values: BTreeMap<String, BTreeSet<String>>,
    /// The names of the fields that have them.
    fields: BTreeMap<String, BTreeSet<String>>,
}

impl Known {
    /// Collects the enums of the spec.
    pub fn of(ours: &Ours) -> Self {
        let mut known = Self::default();
        for (key, attributes) in &ours.facts.entries {
            if let (Key::Schema(name), Some(Value::Array(values))) =
                (key, attributes.get(attribute::VALUES))
                && attributes.get(attribute::KIND).is_some_and(|kind| kind == "enum")
            {
                known.values.insert(name.clone(), set(values));
            }
        }
        for (key, name) in &ours.enums {
            if let Some(field) = name_of(key) {
                known.fields.entry(name.clone()).or_default().insert(field.to_owned());
            }
        }
        known
    }

    /// Returns the enum for a field with these values: the one with the same values, if possible of a
    /// field with the same name; or one with more values of a field with the same name.
    fn find(&self, field: &str, values: &BTreeSet<String>) -> Option<(&str, bool)> {
        let is_of_field = |name: &str| self.fields.get(name).is_some_and(|it| it.contains(field));
        let equal: Vec<&str> = self
            .values
            .iter()
            .filter(|(_, it)| *it == values)
            .map(|(name, _)| name.as_str())
            .collect();
        let equal = equal.iter().find(|name| is_of_field(name)).or(equal.first());
        let larger = || {
            let mut larger =
                self.values.iter().filter(|(name, it)| it.is_superset(values) && is_of_field(name));
            match (larger.next(), larger.next()) {
                (Some((name, _)), None) => Some((name.as_str(), false)),
                _ => None,
            }
        };
        equal.map(|name| (*name, true)).or_else(larger)
    }
}

impl Applier<'_> {
    /// Returns the named enum for the values of a field, and adds one if there is none.
    pub(super) fn enum_for(&mut self, key: &Key, values: &[Value], file: &Path) -> Edited<String> {
        let field = name_of(key).unwrap_or_default().to_owned();
        let wanted = set(values);
        if let Some((name, is_equal)) = self.enums.find(&field, &wanted) {
            let name = name.to_owned();
            if !is_equal {
                let message = format!("has some of the values of `{name}`, and uses that");
                self.findings.push(Finding::new(FindingKind::Note, Some(key.clone()), message));
            }
            self.ensure(&name, file)?;
            return Ok(name);
        }
        let named = self.theirs.facts.entries.iter().find_map(|(it, attributes)| match it {
            Key::Schema(name) if !self.homes.contains_key(name) => {
                let stated = attributes.get(attribute::VALUES)?.as_array()?;
                (set(stated) == wanted).then(|| name.clone())
            }
            _ => None,
        });
        let name = named.unwrap_or_else(|| self.free_name(&self.enum_name(key)));
        self.homes.insert(name.clone(), file.to_owned());
        let comment =
            ask_for_text("name the enum, and describe its values", self.theirs.texts.get(key));
        let node = Node::Map(definition(values));
        self.tree.insert(file, &schemas(), &name, &node, Place::End, &comment.join("\n"))?;
        self.enums.values.insert(name.clone(), wanted);
        self.enums.fields.entry(name.clone()).or_default().insert(field);
        Ok(name)
    }

    /// Returns a name from where the values stand.
    fn enum_name(&self, key: &Key) -> String {
        let field = name_of(key).unwrap_or_default().to_upper_camel_case();
        match key {
            Key::Property(schema, _) => format!("{schema}{field}"),
            key => {
                let operation = key.address().map(|address| Key::Operation(address.clone()));
                let id = operation.and_then(|it| self.theirs.facts.get(&it, attribute::ID));
                let id = id.and_then(Value::as_str).unwrap_or_default().to_upper_camel_case();
                format!("{id}{field}")
            }
        }
    }

    /// Adds values to an enum and removes values from it.
    pub(super) fn change_values(&mut self, name: &str, add: &[Value], remove: &[Value]) -> Edited {
        let key = Key::Schema(name.to_owned());
        let Some((file, tokens)) = self.place(&key)? else { return Ok(()) };
        let (list, texts) = (within(&tokens, &["enum"]), within(&tokens, &["x-enum-descriptions"]));
        for value in add {
            self.tree.push(&file, &list, &Node::Value(value.clone()), "")?;
            if let Some(known) = self.tombstones.take_value(name, value) {
                self.tree.insert_block(&file, &texts, &text(value), &known.text, Place::End)?;
                if let Some(rust_name) = &known.rust_name {
                    let entry = within(&tokens, &["x-enum-names", &text(value)]);
                    self.tree.set(&file, &entry, &Node::from(rust_name.as_str()))?;
                }
                continue;
            }
            let comment = ask_for_text("describe the value", None).join("\n");
            self.tree.insert(&file, &texts, &text(value), &TODO.into(), Place::End, &comment)?;
        }
        for value in remove {
            let values = self.tree.value(&file, &list)?;
            let at = match &values {
                Some(Node::List(values)) => {
                    values.iter().position(|it| *it == Node::Value(value.clone()))
                }
                _ => None,
            };
            if let Some(at) = at {
                self.tree.remove_keeping_parent(&file, &within(&list, &[&at.to_string()]))?;
            }
            let named = within(&tokens, &["x-enum-names", &text(value)]);
            let rust_name = match self.tree.value(&file, &named)? {
                Some(Node::Value(Value::String(name))) => {
                    self.tree.remove(&file, &named)?;
                    Some(name)
                }
                _ => None,
            };
            let described = within(&texts, &[&text(value)]);
            if self.tree.value(&file, &described)?.is_some() {
                let block = self.tree.remove_keeping_parent(&file, &described)?;
                let tombstone = Tombstone::new(&key, file.clone(), block);
                self.tombstones.add(tombstone.value(value, rust_name));
            }
        }
        Ok(())
    }
}

/// Returns the definition of an enum.
pub fn definition(values: &[Value]) -> Entries {
    let is_integer = !values.is_empty() && values.iter().all(Value::is_i64);
    let kind = match is_integer {
        true => entries([("type", "integer".into()), ("format", "int64".into())]),
        false => entries([("type", "string".into())]),
    };
    let texts = values.iter().map(|value| (text(value), Node::from(TODO))).collect();
    let list = values.iter().cloned().map(Node::from).collect();
    let rest = entries([
        ("description", TODO.into()),
        ("enum", Node::List(list)),
        ("x-enum-descriptions", Node::Map(texts)),
    ]);
    kind.into_iter().chain(rest).collect()
}

fn set(values: &[Value]) -> BTreeSet<String> {
    values.iter().map(ToString::to_string).collect()
}

/// Returns a value as a key.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
