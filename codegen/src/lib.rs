//! Generates the GenAuth SDK from the API description.
//!
//! The data flows one way, each stage a function over a typed value, and only the last one writes:
//!
//! ```text
//! spec/*.yaml ─load→ Document ─lint, lower→ Api ─passes→ Api ─render→ FileSet ─emit→ sdk/
//! ```

pub mod api;
pub mod commands;
pub mod diagnostics;
pub mod document;
pub mod passes;
pub mod render;

use std::path::Path;

use diagnostics::Diagnostics;
use document::Document;
use render::FileSet;

/// Everything up to the files, without writing any.
///
/// # Errors
///
/// Whatever is wrong with the description, all of it where possible.
pub fn generate(directory: &Path) -> Result<(api::Api, FileSet), Diagnostics> {
    generate_from(&document::load(directory)?)
}

/// [`generate`] for a description that has been read.
///
/// # Errors
///
/// Whatever is wrong with the description, all of it where possible.
pub fn generate_from(document: &Document) -> Result<(api::Api, FileSet), Diagnostics> {
    let api = model(document)?;
    let located = |mut found: Diagnostics| {
        found.locate(|place| document.line_of(place));
        found
    };
    let files = render::render(&api).map_err(located)?;
    Ok((api, files))
}

/// A description as a model that is ready to be rendered.
///
/// # Errors
///
/// Whatever is wrong with the description, all of it where possible.
pub fn model(document: &Document) -> Result<api::Api, Diagnostics> {
    let found = document::lint(document);
    if !found.is_empty() {
        return Err(found);
    }
    let mut api = api::lower(document)?;
    passes::run(&mut api);
    Ok(api)
}
