//! Reasons why versions cannot be compared.

use std::path::PathBuf;

use crate::diagnostics::{Diagnostic, Diagnostics};

/// Why a version cannot be compared.
#[derive(Debug)]
pub enum Problem {
    /// The argument does not name a readable version.
    Unreadable {
        /// What failed, and the cause.
        message: String,
        /// The fix, as an imperative.
        help: String,
    },
    /// The version is a spec with problems.
    Spec {
        /// The name of the version.
        label: String,
        /// The problems, sorted.
        found: Vec<Diagnostic>,
    },
}

impl Problem {
    /// Creates a problem of an argument.
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Unreadable { message: message.into(), help: help.into() }
    }

    /// Creates problems of a spec whose files are shown with `base` before their path.
    pub(super) fn spec(label: &str, base: &str, found: Diagnostics) -> Self {
        let mut found = found.into_sorted();
        for diagnostic in &mut found {
            let file = &mut diagnostic.pointer.file;
            if file.is_relative() {
                *file = PathBuf::from(format!("{base}{}", file.display()));
            }
        }
        Self::Spec { label: label.to_owned(), found }
    }
}
