//! Lint: the rules of a spec beyond its syntax. Each module below checks one aspect as methods of
//! `Linter`, which collects the findings.

mod around;
mod claims;
mod codes;
mod conditions;
mod credentials;
mod enums;
mod examples;
mod formats;
mod identifying;
mod keywords;
mod limits;
mod lines;
mod linter;
mod markdown;
mod modules;
mod operations;
mod parameters;
mod paths;
mod references;
mod retry;
mod rust_names;
mod schemas;
mod sdks;
mod secrets;
mod security;
mod sending;
mod texts;
mod times;
mod todo;
mod unused;
mod values;
mod yaml;

pub use todo::MARK;

use self::linter::Linter;
use super::load::Document;
use crate::diagnostics::{Diagnostics, Pointer};

/// Finds all problems of a spec that could be read.
pub fn lint(document: &Document) -> Diagnostics {
    let mut lint = Linter::new(document);
    lint.schemas(&Pointer::file("common.yaml"), &document.common);
    for module in &document.modules {
        lint.schemas(&Pointer::file(&module.path), &module.file);
    }
    lint.shared();
    for module in &document.modules {
        lint.module(module);
    }
    lint.codes();
    lint.identifying();
    lint.secrets();
    lint.kept_without_need();
    lint.needless_exceptions();
    texts::credentials(document, &mut lint.found);
    lint.found
}

/// Finds what nothing uses: schemas that no operation reaches, and modules without operations. They
/// do not prevent code generation, so that operations can be removed step by step.
pub fn leftovers(document: &Document) -> Diagnostics {
    let mut lint = Linter::new(document);
    lint.empty_modules();
    lint.unused();
    lint.found
}

/// Finds problems of style in texts and lines, and what an import left to a person. They do not
/// prevent code generation.
pub fn style(document: &Document) -> Diagnostics {
    let mut found = Diagnostics::default();
    texts::style(document, &mut found);
    lines::check(document, &mut found);
    yaml::check(document, &mut found);
    todo::check(document, &mut found);
    found
}
