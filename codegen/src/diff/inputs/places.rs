//! Where the values of a version are that is compared in another form than it was read.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::bundle::Bundle;
use crate::diagnostics::{Diagnostics, Pointer};
use crate::document::{Document, location};

/// The files of a version.
#[derive(Debug)]
pub enum Places {
    /// The files that pointers name.
    Files,
    /// The files of a spec that was reduced to bundles: schemas are in the files named here.
    Schemas(BTreeMap<String, PathBuf>),
    /// Bundles, by the name and text of each.
    Bundles(Vec<BundleFile>),
}

/// The file of a bundle.
#[derive(Debug)]
pub struct BundleFile {
    folder: &'static str,
    name: String,
    text: String,
    schemas: Vec<String>,
}

impl Places {
    pub(super) fn of_spec(document: &Document) -> Self {
        let common = (Path::new("common.yaml"), &document.common);
        let modules = document.modules.iter().map(|it| (it.path.as_path(), &it.file));
        let schemas = modules.chain([common]).flat_map(|(path, file)| {
            file.components.schemas.keys().map(move |name| (name.clone(), path.to_owned()))
        });
        Self::Schemas(schemas.collect())
    }

    pub(super) fn of_bundles(bundles: Vec<Bundle>) -> Self {
        let file = |bundle: Bundle| BundleFile {
            folder: bundle.api.as_str(),
            schemas: bundle
                .components("schemas")
                .filter_map(|(name, _)| name.as_str().map(str::to_owned))
                .collect(),
            name: bundle.name,
            text: bundle.text,
        };
        Self::Bundles(bundles.into_iter().map(file).collect())
    }

    /// Returns where a value really is.
    pub fn place(&self, pointer: &Pointer) -> Pointer {
        let schema = match pointer.tokens.as_slice() {
            [components, schemas, name, ..] if components == "components" => {
                Some(name).filter(|_| schemas == "schemas")
            }
            _ => None,
        };
        let file = match self {
            Self::Files => None,
            Self::Schemas(schemas) => schema.and_then(|name| schemas.get(name)).cloned(),
            Self::Bundles(bundles) => {
                let has = |file: &&BundleFile| match schema {
                    Some(name) => file.schemas.contains(name),
                    None => pointer.file.starts_with(file.folder),
                };
                let found = bundles.iter().find(has).or_else(|| bundles.first());
                found.map(|file| PathBuf::from(&file.name))
            }
        };
        let file = file.unwrap_or_else(|| pointer.file.clone());
        Pointer { file, tokens: pointer.tokens.clone() }
    }

    /// Returns the problems with the places where they really are.
    pub(super) fn moved(&self, found: Diagnostics) -> Diagnostics {
        let mut moved = Diagnostics::default();
        for mut diagnostic in found.into_sorted() {
            diagnostic.pointer = self.place(&diagnostic.pointer);
            diagnostic.location = match self {
                Self::Bundles(bundles) => {
                    let name = diagnostic.pointer.file.to_string_lossy();
                    let file = bundles.iter().find(|file| file.name == name);
                    file.and_then(|file| location(&file.text, &diagnostic.pointer.tokens))
                }
                _ => None,
            };
            moved.push(diagnostic);
        }
        moved
    }
}
