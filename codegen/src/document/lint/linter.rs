//! The state of a lint run, which all rules share.

use std::collections::{BTreeMap, HashSet};

use super::around::Around;
use super::references::References;
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer, Subject};
use crate::document::{ApiKind, Document, Schema};

/// A lint run: the spec, an index of its parts, and the findings.
pub(super) struct Linter<'a> {
    pub(super) document: &'a Document,
    pub(super) references: References<'a>,
    pub(super) found: Diagnostics,
    /// Pointer to the definition of each schema.
    pub(super) homes: BTreeMap<&'a str, Pointer>,
    /// Pointer to the operation of each API and name.
    pub(super) ids: BTreeMap<(ApiKind, &'a str), Pointer>,
    /// Pointer to the operation of each API, path and verb.
    pub(super) addresses: BTreeMap<(ApiKind, &'a str, &'a str), Pointer>,
    /// Spelling of the path of each API and shape, and the pointer to its first use.
    pub(super) shapes: BTreeMap<(ApiKind, String), (&'a str, Pointer)>,
    /// Spelling of the path of each API and its path in lower case, and the pointer to its first use.
    pub(super) spellings: BTreeMap<(ApiKind, String), (&'a str, Pointer)>,
    /// The objects around named schemas.
    pub(super) around: Around<'a>,
    /// The schemas whose exceptions are needed.
    pub(super) excused: HashSet<*const Schema>,
    /// The schemas with exceptions, and where those stand.
    pub(super) exceptions: Vec<(*const Schema, Pointer)>,
}

impl<'a> Linter<'a> {
    /// Starts with no findings.
    pub(super) fn new(document: &'a Document) -> Self {
        let references = References::new(document);
        let around = Around::of(document, &references);
        Self {
            document,
            found: Diagnostics::default(),
            homes: BTreeMap::new(),
            ids: BTreeMap::new(),
            addresses: BTreeMap::new(),
            shapes: BTreeMap::new(),
            spellings: BTreeMap::new(),
            references,
            around,
            excused: HashSet::new(),
            exceptions: Vec::new(),
        }
    }
}

impl Linter<'_> {
    /// Reports a problem of an existing value.
    pub(super) fn report(
        &mut self,
        code: &'static str,
        pointer: Pointer,
        message: String,
        help: &str,
    ) {
        self.report_about(Subject::Value, code, pointer, message, help);
    }

    /// Reports a problem about a subject.
    pub(super) fn report_about(
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
    pub(super) fn plain_name(&mut self, what: &str, name: &str, at: &Pointer) {
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

    /// Checks that a part of the spec has a description.
    pub(super) fn described(&mut self, pointer: &Pointer, what: &str, text: &str) {
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
