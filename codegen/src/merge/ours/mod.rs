//! What the spec states, as facts, and where it states them.

mod operations;
mod schemas;
mod types;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::diagnostics::Pointer;
use crate::document::{ApiKind, Document, File, Schema};
use crate::facts::{Address, Attributes, Facts, Key, attribute};

use types::Site;

/// The facts of the spec, with their places in its files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ours {
    /// The facts of both APIs and all schemas.
    pub facts: Facts,
    /// The node of each entry.
    pub places: BTreeMap<Key, Pointer>,
    /// The named enum of each parameter and property that has one.
    pub enums: BTreeMap<Key, String>,
    /// The module of each operation.
    pub modules: BTreeMap<Address, (ApiKind, String)>,
    /// The file of each schema.
    pub homes: BTreeMap<String, PathBuf>,
}

/// Reads the facts of a spec.
pub fn read(document: &Document) -> Ours {
    let mut files = vec![(Pointer::file("common.yaml"), &document.common)];
    let modules = document.modules.iter();
    files.extend(modules.map(|module| (Pointer::file(&module.path), &module.file)));
    let mut reader = Reader { enums: named_enums(&files), ours: Ours::default() };
    for (root, file) in &files {
        reader.schemas(file, root);
    }
    for module in &document.modules {
        reader.operations(module);
    }
    reader.ours
}

/// Returns the schemas with values: where they are used, they count as these values.
fn named_enums<'a>(files: &[(Pointer, &'a File)]) -> BTreeMap<&'a str, &'a Schema> {
    let schemas = files.iter().flat_map(|(_, file)| &file.components.schemas);
    let enums = schemas.filter(|(_, schema)| schema.values.is_some());
    enums.map(|(name, schema)| (name.as_str(), schema)).collect()
}

/// The facts read so far, and what is needed to read more.
struct Reader<'a> {
    /// Named enums.
    enums: BTreeMap<&'a str, &'a Schema>,
    ours: Ours,
}

impl Reader<'_> {
    fn add(&mut self, key: Key, attributes: Attributes, place: Pointer) {
        self.ours.places.insert(key.clone(), place);
        self.ours.facts.entries.insert(key, attributes);
    }

    /// Adds a parameter or a property.
    fn add_site(&mut self, key: Key, schema: &Schema, flags: [bool; 2], place: Pointer) {
        let site = Site::of(schema, &self.enums);
        let mut attributes = site.attributes;
        let names = [attribute::REQUIRED, attribute::DEPRECATED];
        for (name, flag) in names.into_iter().zip(flags) {
            set_flag(&mut attributes, name, flag);
        }
        if let Some(name) = site.named_enum {
            self.ours.enums.insert(key.clone(), name);
        }
        self.add(key, attributes, place);
    }
}

/// Adds an attribute that is left out unless it is `true`.
fn set_flag(attributes: &mut Attributes, name: &str, flag: bool) {
    if flag {
        attributes.insert(name.to_owned(), Value::Bool(true));
    }
}
