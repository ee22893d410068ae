//! Linting: what a description must have beyond being readable. The modules below look at a part
//! each, as methods of `Lint`, which keeps what has been found.

mod codes;
mod conditions;
mod credentials;
mod enums;
mod examples;
mod formats;
mod identifying;
mod limits;
mod lines;
mod markdown;
mod modules;
mod operations;
mod parameters;
mod paths;
mod references;
mod retry;
mod rust_names;
mod schemas;
mod secrets;
mod security;
mod sending;
mod texts;
mod unused;
mod values;

use std::collections::{BTreeMap, HashSet};

use self::conditions::Around;
use self::references::References;
use super::load::Document;
use super::openapi::Schema;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};

/// Finds everything that is missing from or wrong with a description that could be read.
pub fn lint(document: &Document) -> Diagnostics {
    let mut lint = Lint {
        document,
        found: Diagnostics::default(),
        homes: BTreeMap::new(),
        ids: BTreeMap::new(),
        addresses: BTreeMap::new(),
        shapes: BTreeMap::new(),
        references: References::new(document),
        has_gaps: false,
        around: Around::default(),
        excused: HashSet::new(),
        exceptions: Vec::new(),
    };
    lint.look_around();
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
    lint.unused();
    lint.needless_exceptions();
    let mut found = lint.found;
    found.locate(|place| document.location_of(place));
    found
}

/// Finds what is wrong with the style of a description: texts and lines. Code can be made of it
/// nevertheless. The places are not located yet.
pub fn style(document: &Document) -> Diagnostics {
    let mut found = Diagnostics::default();
    texts::check(document, &mut found);
    lines::check(document, &mut found);
    found
}

struct Lint<'a> {
    document: &'a Document,
    references: References<'a>,
    /// Whether references or operations are missing, so that nothing is known of what is unused.
    has_gaps: bool,
    found: Diagnostics,
    /// Where each schema is defined.
    homes: BTreeMap<&'a str, Place>,
    /// Where the operation of each API and name is.
    ids: BTreeMap<(&'a str, &'a str), Place>,
    /// Where the operation of each API, path and verb is.
    addresses: BTreeMap<(&'a str, &'a str, &'a str), Place>,
    /// How the path of each API and shape is written, and where first.
    shapes: BTreeMap<(&'a str, String), (&'a str, Place)>,
    /// The objects around named schemas.
    around: Around<'a>,
    /// The schemas whose exceptions are needed.
    excused: HashSet<*const Schema>,
    /// The schemas with exceptions, and where those stand.
    exceptions: Vec<(*const Schema, Place)>,
}

impl Lint<'_> {
    fn report(&mut self, code: &'static str, place: Place, message: String, help: &str) {
        self.has_gaps |= matches!(code, "dangling-reference" | "empty-module");
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
