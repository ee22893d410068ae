//! Lint: the rules of a spec beyond its syntax. Each module below checks one aspect as methods of
//! `Lint`, which collects the findings.

mod around;
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

use self::around::Around;
use self::references::References;
use super::api_kind::ApiKind;
use super::load::Document;
use super::openapi::Schema;
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer, Subject};

/// Finds all problems of a spec that could be read.
pub fn lint(document: &Document) -> Diagnostics {
    let references = References::new(document);
    let around = Around::of(document, &references);
    let mut lint = Lint {
        document,
        found: Diagnostics::default(),
        homes: BTreeMap::new(),
        ids: BTreeMap::new(),
        addresses: BTreeMap::new(),
        shapes: BTreeMap::new(),
        references,
        has_gaps: false,
        around,
        excused: HashSet::new(),
        exceptions: Vec::new(),
    };
    lint.schemas(&Pointer::file("common.yaml"), &document.common);
    for module in &document.modules {
        lint.schemas(&Pointer::file(&module.path), &module.file);
    }
    for module in &document.modules {
        lint.module(module);
    }
    lint.codes();
    lint.identifying();
    lint.secrets();
    lint.unused();
    lint.needless_exceptions();
    lint.found
}

/// Finds problems of style in texts and lines, which do not prevent code generation.
pub fn style(document: &Document) -> Diagnostics {
    let mut found = Diagnostics::default();
    texts::check(document, &mut found);
    lines::check(document, &mut found);
    found
}

struct Lint<'a> {
    document: &'a Document,
    references: References<'a>,
    /// Whether references or operations are missing, so that unused schemas cannot be detected.
    has_gaps: bool,
    found: Diagnostics,
    /// Pointer to the definition of each schema.
    homes: BTreeMap<&'a str, Pointer>,
    /// Pointer to the operation of each API and name.
    ids: BTreeMap<(ApiKind, &'a str), Pointer>,
    /// Pointer to the operation of each API, path and verb.
    addresses: BTreeMap<(ApiKind, &'a str, &'a str), Pointer>,
    /// Spelling of the path of each API and shape, and the pointer to its first use.
    shapes: BTreeMap<(ApiKind, String), (&'a str, Pointer)>,
    /// The objects around named schemas.
    around: Around<'a>,
    /// The schemas whose exceptions are needed.
    excused: HashSet<*const Schema>,
    /// The schemas with exceptions, and where those stand.
    exceptions: Vec<(*const Schema, Pointer)>,
}

impl Lint<'_> {
    fn report(&mut self, code: &'static str, pointer: Pointer, message: String, help: &str) {
        self.report_about(Subject::Value, code, pointer, message, help);
    }

    fn report_about(
        &mut self,
        subject: Subject,
        code: &'static str,
        pointer: Pointer,
        message: String,
        help: &str,
    ) {
        self.found.push(Diagnostic::new(code, pointer, message, help).about(subject));
    }

    /// Checks the names of schemas, which OpenAPI restricts, and of modules, which become Cargo
    /// features.
    fn plain_name(&mut self, what: &str, name: &str, at: &Pointer) {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        if name.is_empty() || !name.chars().all(is_plain) {
            self.report_about(
                Subject::Name,
                "bad-name",
                at.clone(),
                format!("invalid name `{name}`: {what} cannot have it"),
                "use ASCII letters and digits, `.`, `_` and `-`",
            );
        }
    }

    fn described(&mut self, pointer: &Pointer, what: &str, text: &str) {
        if text.trim().is_empty() {
            self.report(
                "no-description",
                pointer.clone(),
                format!("{what} has no description"),
                "describe in a sentence what it means to a caller",
            );
        }
    }
}
