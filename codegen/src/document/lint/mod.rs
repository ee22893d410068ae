//! Linting: what a description must have beyond being readable. The modules below look at a part
//! each, as methods of `Lint`, which keeps what has been found.

mod codes;
mod identifying;
mod modules;
mod operations;
mod retry;
mod schemas;
mod secrets;

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use super::load::Document;
use super::openapi::File;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};

/// Finds everything that is missing from or wrong with a description that could be read.
pub fn lint(document: &Document) -> Diagnostics {
    let mut lint = Lint {
        document,
        found: Diagnostics::default(),
        homes: BTreeMap::new(),
        ids: BTreeMap::new(),
        addresses: BTreeMap::new(),
        files: document.modules.iter().map(|it| (it.path.as_path(), &it.file)).collect(),
    };
    lint.schemas(&Place::file("common.yaml"), &document.common);
    for module in &document.modules {
        lint.schemas(&Place::file(&module.path), &module.file);
    }
    for module in &document.modules {
        lint.module(module);
    }
    lint.codes();
    lint.identifying();
    lint.secrets();
    let mut found = lint.found;
    found.locate(|place| document.location_of(place));
    found
}

struct Lint<'a> {
    document: &'a Document,
    /// The files of the modules by path, for following references.
    files: HashMap<&'a Path, &'a File>,
    found: Diagnostics,
    /// Where each schema is defined.
    homes: BTreeMap<&'a str, Place>,
    /// Where the operation of each API and name is.
    ids: BTreeMap<(&'a str, &'a str), Place>,
    /// Where the operation of each API, path and verb is.
    addresses: BTreeMap<(&'a str, &'a str, &'a str), Place>,
}

impl Lint<'_> {
    fn report(&mut self, code: &'static str, place: Place, message: String, help: &str) {
        self.found.push(Diagnostic::new(code, place, message, help));
    }

    /// OpenAPI is strict about names of schemas, Cargo about features, which are named like modules.
    fn plain_name(&mut self, what: &str, name: &str, at: &Place) {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        if name.is_empty() || !name.chars().all(is_plain) {
            self.report(
                "bad-name",
                at.clone(),
                format!("there are no {what} with names like `{name}`"),
                "use letters and digits of ASCII, `.`, `_` and `-`",
            );
        }
    }

    fn described(&mut self, place: &Place, what: &str, text: &str) {
        if text.trim().is_empty() {
            self.report(
                "no-description",
                place.clone(),
                format!("{what} has no description"),
                "say in a sentence what it means to a caller",
            );
        }
    }
}
