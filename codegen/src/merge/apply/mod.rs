//! Makes the changes in the files of the spec.

mod attributes;
mod enums;
mod fields;
mod homes;
mod markers;
mod modules;
mod operations;
mod renames;
mod restore;
mod schemas;
mod sdks;
mod tree;
mod types;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::edit::Node;
use crate::facts::{Facts, Key, Location, attribute};
use crate::upstream::Map;

use super::locate::locate;
use super::ours::Ours;
use super::outcome::Finding;
use super::steps::Step;
use super::theirs::Theirs;
use super::tombstones::{Tombstone, Tombstones};

pub use markers::TODO;
pub use renames::rename;
pub use tree::{Edited, Failed, Tree};

/// What is needed to make changes.
#[derive(Debug)]
pub struct Applier<'a> {
    /// The files.
    pub tree: Tree,
    /// The facts of the last import.
    base: &'a Facts,
    /// The spec before.
    pub ours: &'a Ours,
    /// The documents.
    pub theirs: &'a Theirs,
    /// The names that differ.
    pub map: &'a Map,
    /// What was removed.
    pub tombstones: &'a mut Tombstones,
    /// What is worth knowing.
    pub findings: Vec<Finding>,
    /// The file of each schema; it changes as schemas move and come.
    homes: BTreeMap<String, PathBuf>,
    /// Schemas to add, each with the object in a document that it is.
    pending: Vec<(String, schemas::Origin)>,
    /// The values and sites of named enums, those that were added here included.
    enums: enums::Known,
}

impl<'a> Applier<'a> {
    /// Takes what is needed.
    pub fn new(
        tree: Tree,
        base: &'a Facts,
        ours: &'a Ours,
        theirs: &'a Theirs,
        map: &'a Map,
        tombstones: &'a mut Tombstones,
    ) -> Self {
        let homes = ours.homes.clone();
        let enums = enums::Known::of(ours);
        Self {
            tree,
            base,
            ours,
            theirs,
            map,
            tombstones,
            findings: Vec::new(),
            homes,
            pending: Vec::new(),
            enums,
        }
    }

    /// Makes the changes.
    pub fn run(&mut self, steps: &[Step]) -> Edited {
        let adds = steps.iter().filter_map(|step| match step {
            Step::Add(key) => Some(key),
            _ => None,
        });
        // A schema goes to the module that uses it, so what uses it comes first.
        let (schemas, users): (Vec<_>, Vec<_>) =
            self.theirs.sorted(adds).into_iter().partition(|key| matches!(key, Key::Schema(_)));
        for key in users.into_iter().chain(schemas) {
            self.add(key)?;
        }
        for step in steps {
            match step {
                Step::Add(_) | Step::Mark { .. } => {}
                Step::Remove(key) => self.remove(key)?,
                Step::Replace(name) => self.replace_schema(name)?,
                Step::Set { key, attribute, value } => {
                    self.set_attribute(key, attribute, value.as_ref())?;
                }
                Step::Values { name, add, remove } => self.change_values(name, add, remove)?,
            }
        }
        // Last, since comments do not move anything.
        for step in steps {
            if let Step::Mark { key, text } = step
                && let Some((file, tokens)) = self.place(key)?
            {
                self.tree.comment(&file, &tokens, &markers::marker(text))?;
            }
        }
        Ok(())
    }

    fn add(&mut self, key: &Key) -> Edited {
        match key {
            Key::Operation(address) => self.add_operation(address),
            Key::Parameter(address, ..) => self.add_parameter(address, key),
            Key::Body(address) => self.add_body(address),
            Key::Response(address) => self.write_response(address),
            Key::Schema(name) => self.add_unused_schema(name),
            Key::Property(schema, path) => self.add_property(schema, path),
        }
    }

    fn remove(&mut self, key: &Key) -> Edited {
        let Some((file, tokens)) = self.place(key)? else { return Ok(()) };
        let required = self.ours.facts.get(key, attribute::REQUIRED).is_some();
        let after = self.before(key, &file, &tokens)?;
        let text = match key {
            Key::Operation(_) => {
                let text = self.tree.remove_keeping_parent(&file, &tokens)?;
                let path = tokens.get(..tokens.len() - 1).unwrap_or_default();
                if self.tree.value(&file, path)? == Some(Node::Map(Vec::new())) {
                    self.tree.remove_keeping_parent(&file, path)?;
                }
                text
            }
            Key::Property(..) => {
                let (object, name) = object_of(&tokens);
                self.remove_from_list(&file, &within(object, &["required"]), name)?;
                self.tree.remove(&file, &tokens)?
            }
            _ => self.tree.remove(&file, &tokens)?,
        };
        let documented = self.base.entries.keys().filter(|it| {
            matches!(key, Key::Operation(_)) && *it != key && it.address() == key.address()
        });
        let tombstone =
            Tombstone::new(key, file, text).after(after).required(required).documented(documented);
        self.tombstones.add(tombstone);
        Ok(())
    }

    /// Returns the entry or item before something.
    fn before(&mut self, key: &Key, file: &Path, tokens: &[String]) -> Edited<Option<String>> {
        // The entry of an operation is its path.
        let depth = tokens.len() - usize::from(matches!(key, Key::Operation(_)));
        let Some((name, outer)) = tokens.get(..depth).and_then(<[String]>::split_last) else {
            return Ok(None);
        };
        Ok(match self.tree.value(file, outer)? {
            Some(Node::Map(entries)) => {
                let at = entries.iter().position(|(it, _)| it == name).unwrap_or_default();
                at.checked_sub(1).and_then(|at| entries.get(at)).map(|(it, _)| it.clone())
            }
            Some(Node::List(_)) => {
                let at = name.parse::<usize>().ok().and_then(|at| at.checked_sub(1));
                at.map(|at| at.to_string())
            }
            _ => None,
        })
    }

    /// Removes a string from a list, if it is there.
    fn remove_from_list(&mut self, file: &Path, list: &[String], item: &str) -> Edited {
        let Some(Node::List(items)) = self.tree.value(file, list)? else { return Ok(()) };
        let item = Node::Value(Value::String(item.to_owned()));
        if let Some(at) = items.iter().position(|it| *it == item) {
            self.tree.remove(file, &within(list, &[&at.to_string()]))?;
        }
        Ok(())
    }

    /// Returns the file and the tokens of something in the spec as it is now.
    fn place(&mut self, key: &Key) -> Edited<Option<(PathBuf, Vec<String>)>> {
        if let Key::Parameter(address, location, name) = key {
            let Some((file, operation)) = self.place(&Key::Operation(address.clone()))? else {
                return Ok(None);
            };
            let list = within(&operation, &["parameters"]);
            let Some(at) = self.parameter(&file, &list, *location, name)? else { return Ok(None) };
            return Ok(Some((file, within(&list, &[&at.to_string()]))));
        }
        let key = locate(self.ours, key);
        let Some(pointer) = self.ours.places.get(&key) else { return Ok(None) };
        let file = match key.schema() {
            Some(schema) => self.homes.get(schema).unwrap_or(&pointer.file),
            None => &pointer.file,
        };
        let (file, tokens) = (file.clone(), pointer.tokens.clone());
        let exists = self.tree.value(&file, &tokens)?.is_some();
        Ok(exists.then_some((file, tokens)))
    }

    /// Returns the index of a parameter.
    fn parameter(
        &mut self,
        file: &Path,
        list: &[String],
        location: Location,
        name: &str,
    ) -> Edited<Option<usize>> {
        let Some(Node::List(items)) = self.tree.value(file, list)? else { return Ok(None) };
        let location = location.to_string();
        Ok(items.iter().position(|item| {
            text_of(item, "name") == Some(name) && text_of(item, "in") == Some(&location)
        }))
    }
}

/// Returns the text of an entry.
fn text_of<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match entry(node, key)? {
        Node::Value(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// Returns an entry of a map.
fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match node {
        Node::Map(entries) => entries.iter().find(|(it, _)| it == key).map(|(_, node)| node),
        _ => None,
    }
}

/// Returns tokens that lead further in.
fn within(tokens: &[String], further: &[&str]) -> Vec<String> {
    tokens.iter().cloned().chain(further.iter().map(|&token| token.to_owned())).collect()
}

/// Returns the tokens of the object that has a property, and the name of the property.
fn object_of(tokens: &[String]) -> (&[String], &str) {
    let object = tokens.get(..tokens.len().saturating_sub(2)).unwrap_or_default();
    (object, tokens.last().map_or("", String::as_str))
}
