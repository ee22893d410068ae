//! Resolves references to schemas.

use std::{collections::HashMap, path::Path};

use crate::document::{Document, File, Schema};

/// The file of shared schemas.
pub(super) const COMMON: &str = "common.yaml";

/// The longest chain of references that is followed; a longer one is a cycle.
const LONGEST_CHAIN: usize = 32;

/// A schema and the file in which its references start.
#[derive(Clone, Copy)]
pub(super) struct Rooted<'a> {
    pub(super) file: &'a Path,
    pub(super) schema: &'a Schema,
}

impl<'a> Rooted<'a> {
    /// Returns a schema inside this one.
    pub(super) fn part(self, schema: &'a Schema) -> Self {
        Self { file: self.file, schema }
    }
}

/// The files by path.
pub(super) struct References<'a> {
    files: HashMap<&'a Path, &'a File>,
}

impl<'a> References<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let modules = document.modules.iter().map(|it| (it.path.as_path(), &it.file));
        let common = (Path::new(COMMON), &document.common);
        Self { files: modules.chain([common]).collect() }
    }

    /// Returns a schema of a file.
    pub(super) fn rooted(&self, file: &Path, schema: &'a Schema) -> Option<Rooted<'a>> {
        self.files.get_key_value(file).map(|(file, _)| Rooted { file, schema })
    }

    /// Returns the schema that a reference in a file leads to.
    pub(super) fn target(&self, reference: &str, from: &Path) -> Option<Rooted<'a>> {
        let (file, name) = self.parts(reference, from)?;
        let (file, content) = self.files.get_key_value(file)?;
        Some(Rooted { file, schema: content.components.schemas.get(name)? })
    }

    /// Returns the names of the schemas that a reference in this file can lead to by the same path.
    pub(super) fn names(&self, reference: &str, from: &Path) -> impl Iterator<Item = &'a str> {
        let file = self.parts(reference, from).and_then(|(file, _)| self.files.get(file));
        file.into_iter().flat_map(|file| file.components.schemas.keys().map(String::as_str))
    }

    fn parts<'r>(&self, reference: &'r str, from: &'r Path) -> Option<(&'r Path, &'r str)> {
        match reference.split_once("#/components/schemas/")? {
            ("", name) => Some((from, name)),
            ("../common.yaml", name) if from.parent().is_some_and(|it| it != Path::new("")) => {
                Some((Path::new(COMMON), name))
            }
            _ => None,
        }
    }

    /// Returns the schema behind any references; `None` if one of them is dangling.
    pub(super) fn resolved(&self, mut at: Rooted<'a>) -> Option<Rooted<'a>> {
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = &at.schema.reference else { return Some(at) };
            at = self.target(reference, at.file)?;
        }
        None
    }

    /// Returns the alternatives of a union, with references resolved; otherwise the schema itself.
    pub(super) fn alternatives(&self, at: Rooted<'a>) -> Vec<Rooted<'a>> {
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            let Some(at) = self.resolved(at) else { continue };
            if !seen.insert(std::ptr::from_ref(at.schema)) {
                continue;
            }
            if at.schema.one_of.is_empty() {
                found.push(at);
            } else {
                open.extend(at.schema.one_of.iter().rev().map(|branch| at.part(branch)));
            }
        }
        found
    }

    /// Returns the objects that a schema consists of: itself, or the parts of its `allOf`.
    pub(super) fn parts_of(&self, at: Rooted<'a>) -> Vec<Rooted<'a>> {
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            let Some(at) = self.resolved(at) else { continue };
            if seen.insert(std::ptr::from_ref(at.schema)) {
                found.push(at);
                open.extend(at.schema.all_of.iter().rev().map(|part| at.part(part)));
            }
        }
        found
    }
}
