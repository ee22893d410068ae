//! Puts back what was removed, as it was written.

use std::path::Path;

use crate::edit::{Node, Place};
use crate::facts::{Address, Key};
use crate::merge::tombstones::Tombstone;

use super::tree::Edited;
use super::{Applier, operations, within};

impl Applier<'_> {
    /// Puts back what the document has again. Returns what it was, if it is there again.
    pub fn restore(&mut self, key: &Key) -> Edited<Option<Tombstone>> {
        let Some(tombstone) = self.tombstones.take(key) else { return Ok(None) };
        if self.put_back(key, &tombstone)? {
            return Ok(Some(tombstone));
        }
        self.tombstones.add(tombstone);
        Ok(None)
    }

    fn put_back(&mut self, key: &Key, tombstone: &Tombstone) -> Edited<bool> {
        let text = &tombstone.text;
        match key {
            Key::Operation(address) if self.tree.has(&tombstone.file) => {
                self.put_operation(address, tombstone)?;
            }
            Key::Parameter(address, ..) => {
                let Some((file, tokens)) = self.place(&Key::Operation(address.clone()))? else {
                    return Ok(false);
                };
                let list = within(&tokens, &["parameters"]);
                let place = self.after(&file, &list, tombstone)?;
                self.tree.insert_block(&file, &list, "", text, place)?;
            }
            Key::Body(address) => {
                let Some((file, tokens)) = self.place(&Key::Operation(address.clone()))? else {
                    return Ok(false);
                };
                let place = Place::Before("responses");
                self.tree.insert_block(&file, &tokens, "requestBody", text, place)?;
            }
            Key::Property(schema, path) => {
                let Some((file, object)) = self.place(&Key::Schema(schema.clone()))? else {
                    return Ok(false);
                };
                let [name] = path.as_slice() else { return Ok(false) };
                let properties = within(&object, &["properties"]);
                let place = self.after(&file, &properties, tombstone)?;
                self.tree.insert_block(&file, &properties, name, text, place)?;
                if tombstone.required {
                    let name = Node::from(name.as_str());
                    self.tree.push(&file, &within(&object, &["required"]), &name, "")?;
                }
            }
            Key::Operation(_) | Key::Response(_) | Key::Schema(_) => return Ok(false),
        }
        Ok(true)
    }

    /// Returns the place after what was before it, if that is still there.
    fn after<'t>(
        &mut self,
        file: &Path,
        outer: &[String],
        tombstone: &'t Tombstone,
    ) -> Edited<Place<'t>> {
        let Some(before) = tombstone.after.as_deref() else { return Ok(Place::End) };
        let is_there = self.tree.value(file, &within(outer, &[before]))?.is_some();
        Ok(if is_there { Place::After(before) } else { Place::End })
    }

    /// Puts an operation where it was, or else after the one that is before it in the document.
    fn put_operation(&mut self, address: &Address, tombstone: &Tombstone) -> Edited {
        let (file, text) = (&tombstone.file, &tombstone.text);
        let (path, verb) = operations::tokens(address);
        if self.tree.value(file, &path)?.is_none() {
            let paths = path.get(..1).unwrap_or_default();
            let before = self.previous_path(&Key::Operation(address.clone()), file)?;
            let place = match self.after(file, paths, tombstone)? {
                Place::End => before.as_deref().map_or(Place::End, Place::After),
                place => place,
            };
            self.tree.insert(file, paths, &address.path, &Node::Map(Vec::new()), place, "")?;
        }
        self.tree.insert_block(file, &path, &verb, text, Place::End)
    }
}
