//! Gives operations and schemas of the spec their new addresses and names.

use std::path::Path;

use serde_json::Value;

use crate::edit::{Node, Place};
use crate::facts::{Address, Key};
use crate::merge::ours::Ours;
use crate::merge::renames::Renames;

use super::homes::{references_in, schemas};
use super::operations::tokens;
use super::tree::{Edited, Tree};
use super::{text_of, within};

/// Moves and renames in the spec what the vendor has moved and renamed, unless that is done already.
pub fn rename(tree: &mut Tree, ours: &Ours, renames: &Renames) -> Edited {
    for (old, new) in &renames.moved {
        let (here, there) = (Key::Operation(old.clone()), Key::Operation(new.clone()));
        if let Some(place) = ours.places.get(&here)
            && !ours.places.contains_key(&there)
        {
            let file = place.file.clone();
            move_operation(tree, &file, old, new)?;
            for (_, from, to) in renames.placeholders.iter().filter(|(it, ..)| it == new) {
                rename_placeholder(tree, &file, new, from, to)?;
            }
        }
    }
    for renamed in &renames.schemas {
        let has = |name: &str| ours.homes.contains_key(name);
        if has(&renamed.old) && !has(&renamed.new) {
            rename_schema(tree, ours, &renamed.old, &renamed.new)?;
        }
    }
    Ok(())
}

fn move_operation(tree: &mut Tree, file: &Path, old: &Address, new: &Address) -> Edited {
    let ((from, verb), (to, new_verb)) = (tokens(old), tokens(new));
    let verbs = match tree.value(file, &from)? {
        Some(Node::Map(verbs)) => verbs.len(),
        _ => return Ok(()),
    };
    if from != to {
        if verbs == 1 && tree.value(file, &to)?.is_none() {
            tree.rename(file, &from, &new.path)?;
        } else {
            let block = tree.remove_keeping_parent(file, &within(&from, &[&verb]))?;
            let place = match tree.value(file, &to)? {
                Some(_) => Place::End,
                None => Place::After(&old.path),
            };
            if tree.value(file, &to)?.is_none() {
                let paths = to.get(..1).unwrap_or_default();
                tree.insert(file, paths, &new.path, &Node::Map(Vec::new()), place, "")?;
            }
            tree.insert_block(file, &to, &verb, &block, Place::End)?;
        }
    }
    if verb != new_verb {
        tree.rename(file, &within(&to, &[&verb]), &new_verb)?;
    }
    Ok(())
}

fn rename_placeholder(
    tree: &mut Tree,
    file: &Path,
    address: &Address,
    from: &str,
    to: &str,
) -> Edited {
    let (path, verb) = tokens(address);
    let list = within(&path, &[&verb, "parameters"]);
    let Some(Node::List(items)) = tree.value(file, &list)? else { return Ok(()) };
    let found = items.iter().position(|item| {
        text_of(item, "name") == Some(from) && text_of(item, "in") == Some("path")
    });
    match found {
        Some(at) => tree.set(file, &within(&list, &[&at.to_string(), "name"]), &to.into()),
        None => Ok(()),
    }
}

fn rename_schema(tree: &mut Tree, ours: &Ours, old: &str, new: &str) -> Edited {
    let Some(home) = ours.homes.get(old) else { return Ok(()) };
    tree.rename(home, &within(&schemas(), &[old]), new)?;
    let tail = format!("#/components/schemas/{old}");
    for file in tree.files() {
        let Some(root) = tree.value(&file, &[])? else { continue };
        for (place, target) in references_in(&root, &[]) {
            if let Some(before) = target.strip_suffix(&tail) {
                let target = format!("{before}#/components/schemas/{new}");
                tree.set(&file, &place, &Node::from(target.as_str()))?;
            }
        }
        for place in names_in(&root, &mut Vec::new(), old) {
            tree.set(&file, &place, &Node::from(new))?;
        }
    }
    Ok(())
}

/// Returns the places in discriminators that name a schema.
fn names_in(node: &Node, at: &mut Vec<String>, name: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut inner = |token: String, node: &Node| {
        at.push(token);
        if at.iter().rev().nth(2).is_some_and(|token| token == "x-discriminator")
            && *node == Node::Value(Value::String(name.to_owned()))
        {
            found.push(at.clone());
        }
        found.extend(names_in(node, at, name));
        at.pop();
    };
    match node {
        Node::Map(entries) => entries.iter().for_each(|(key, node)| inner(key.clone(), node)),
        Node::List(items) => {
            items.iter().enumerate().for_each(|(index, node)| inner(index.to_string(), node));
        }
        Node::Value(_) => {}
    }
    found
}
