//! The files of schemas. A schema is in the file of the module that uses it, or in `common.yaml` as soon
//! as a second module does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::edit::{Node, Place};
use crate::facts::{Key, references};
use crate::merge::outcome::{Finding, FindingKind};

use super::tree::{Edited, Tree};
use super::{Applier, within};

/// The file that modules share.
pub const COMMON: &str = "common.yaml";

/// The tokens of named schemas.
pub fn schemas() -> Vec<String> {
    ["components", "schemas"].map(str::to_owned).to_vec()
}

/// Returns a reference to a schema from a file.
pub fn reference(homes: &BTreeMap<String, PathBuf>, file: &Path, name: &str) -> String {
    match homes.get(name) {
        Some(home) if home != file => format!("../{COMMON}#/components/schemas/{name}"),
        _ => format!("#/components/schemas/{name}"),
    }
}

impl Applier<'_> {
    /// Lets a file refer to the schemas of a type: those of other modules move to `common.yaml`, and
    /// missing ones will be added to this file.
    pub(super) fn ensure_all(&mut self, ty: &str, file: &Path) -> Edited {
        for name in references(ty) {
            self.ensure(name, file)?;
        }
        Ok(())
    }

    /// Lets a file refer to a schema.
    pub(super) fn ensure(&mut self, name: &str, file: &Path) -> Edited {
        match self.homes.get(name) {
            None => {
                self.homes.insert(name.to_owned(), file.to_owned());
                if self.theirs.facts.entries.contains_key(&Key::Schema(name.to_owned())) {
                    self.pending.push((name.to_owned(), (name.to_owned(), Vec::new())));
                }
                Ok(())
            }
            Some(home) if home == file || home == Path::new(COMMON) => Ok(()),
            Some(_) => self.share(name),
        }
    }

    /// Moves a schema, and those that it refers to, to `common.yaml`.
    fn share(&mut self, name: &str) -> Edited {
        let common = Path::new(COMMON);
        let Some(home) = self.homes.insert(name.to_owned(), common.to_owned()) else {
            return Ok(());
        };
        if let Some(at) = self.pending.iter().position(|(it, _)| it == name) {
            // It is not written yet, and will be written there.
            let pending = self.pending.remove(at);
            self.pending.push(pending);
            return Ok(());
        }
        let message =
            format!("moves from `{}` to `{COMMON}`: another module uses it now", home.display());
        let key = Some(Key::Schema(name.to_owned()));
        self.findings.push(Finding::new(FindingKind::Note, key, message));
        let tokens = within(&schemas(), &[name]);
        let block = self.tree.remove_keeping_parent(&home, &tokens)?;
        self.tree.insert_block(common, &schemas(), name, &block, Place::End)?;
        let inside = self.tree.value(common, &tokens)?;
        for (place, target) in inside.iter().flat_map(|node| references_in(node, &tokens)) {
            if let Some(other) = target.strip_prefix("#/components/schemas/") {
                self.ensure(other, common)?;
            }
            if let Some(local) = target.strip_prefix(&format!("../{COMMON}")) {
                self.tree.set(common, &place, &Node::from(local))?;
            }
        }
        let local = format!("#/components/schemas/{name}");
        let shared = format!("../{COMMON}{local}");
        retarget(&mut self.tree, &home, &local, &shared)
    }
}

/// Gives references of a file another target.
pub fn retarget(tree: &mut Tree, file: &Path, old: &str, new: &str) -> Edited {
    let Some(root) = tree.value(file, &[])? else { return Ok(()) };
    for (place, target) in references_in(&root, &[]) {
        if target == old {
            tree.set(file, &place, &Node::from(new))?;
        }
    }
    Ok(())
}

/// Returns the references in a node with their tokens.
pub fn references_in(node: &Node, tokens: &[String]) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    collect(node, &mut tokens.to_vec(), &mut found);
    found
}

fn collect(node: &Node, at: &mut Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    match node {
        Node::Map(entries) => {
            for (key, node) in entries {
                at.push(key.clone());
                match node {
                    Node::Value(Value::String(target)) if key == "$ref" => {
                        found.push((at.clone(), target.clone()));
                    }
                    // Bodies of examples can have such keys, too.
                    _ if key == "example" || key == "examples" => {}
                    node => collect(node, at, found),
                }
                at.pop();
            }
        }
        Node::List(items) => {
            for (index, node) in items.iter().enumerate() {
                at.push(index.to_string());
                collect(node, at, found);
                at.pop();
            }
        }
        Node::Value(_) => {}
    }
}
