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
mod files;
pub mod passes;
pub mod render;

use std::path::Path;

use diagnostics::Diagnostics;
use document::Document;
use render::{FileSet, names::Names};

/// Everything up to the files, without writing any.
///
/// # Errors
///
/// Everything that is wrong with the spec.
pub fn generate(directory: &Path) -> Result<(api::Api, FileSet), Diagnostics> {
    match document::read(directory) {
        (Some(document), found) => generate_from(&document, found),
        (None, found) => Err(found),
    }
}

/// [`generate`] for a spec that has been read, with what has been found wrong with it so far.
///
/// # Errors
///
/// Everything that is wrong with the spec.
pub fn generate_from(
    document: &Document,
    found: Diagnostics,
) -> Result<(api::Api, FileSet), Diagnostics> {
    let (api, names) = examine(document, found)?;
    let files = render::render(&api, &names);
    Ok((api, files))
}

/// A spec as a model that is ready to be rendered.
///
/// # Errors
///
/// Everything that is wrong with the spec.
pub fn model(document: &Document) -> Result<api::Api, Diagnostics> {
    examine(document, Diagnostics::default()).map(|(api, _)| api)
}

/// [`model`] for a spec of which something may be wrong already, and its names in Rust. Every stage
/// runs, so that one run reports what is wrong in the eyes of all of them; what only follows from
/// earlier problems is left out.
///
/// # Errors
///
/// Everything that is wrong with the spec.
pub fn examine(
    document: &Document,
    mut found: Diagnostics,
) -> Result<(api::Api, Names), Diagnostics> {
    found.follow(document::lint(document));
    let (mut api, lowered) = api::lower(document);
    found.follow(lowered);
    if found.is_empty() {
        passes::run(&mut api);
    }
    match Names::of(&api) {
        Ok(names) if found.is_empty() => return Ok((api, names)),
        // Names that are wrong by themselves, or there twice, are not worth comparing.
        Err(named) if !found.has(&["bad-name", "duplicate-schema", "duplicate-operation"]) => {
            found.follow(named);
        }
        _ => {}
    }
    found.locate(|place| document.location_of(place));
    Err(found)
}
