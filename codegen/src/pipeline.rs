//! The stages from a spec to the texts of the generated files. None of them writes.

use std::path::Path;

use crate::api::Api;
use crate::diagnostics::{Diagnostics, Subject};
use crate::document::{self, Document, Reading};
use crate::render::{FileSet, names::Names};
use crate::{lower, passes, render};

/// Generates all files from the spec in `directory`.
///
/// # Errors
///
/// All problems of the spec.
pub fn generate(directory: &Path) -> Result<(Api, FileSet), Diagnostics> {
    let Reading { document, found, is_usable } = document::read(directory);
    match is_usable {
        true => generate_from(&document, found),
        false => Err(document.located(found)),
    }
}

/// Generates all files from a document; `found` holds the problems of reading it.
///
/// # Errors
///
/// All problems of the spec.
pub fn generate_from(
    document: &Document,
    found: Diagnostics,
) -> Result<(Api, FileSet), Diagnostics> {
    let (api, names) = examine(document, found).map_err(|found| document.located(found))?;
    let files = render::render(&api, &names);
    Ok((api, files))
}

/// Returns the model of a document, ready to be rendered.
///
/// # Errors
///
/// All problems of the spec.
pub fn model(document: &Document) -> Result<Api, Diagnostics> {
    let examined = examine(document, Diagnostics::default());
    examined.map(|(api, _)| api).map_err(|found| document.located(found))
}

/// The findings of lint after which a model can describe something else than the spec: lowering
/// finds schemas by their name, and takes one of two with the same name.
const AMBIGUOUS: [&str; 4] =
    ["dangling-reference", "duplicate-schema", "duplicate-operation", "duplicate-parameter"];

/// Returns the model and the names of a document, even if lint has findings, as long as the model
/// describes what the document says.
///
/// # Errors
///
/// The problems that prevent it, with source locations.
pub(crate) fn describe(document: &Document) -> Result<(Api, Names), Diagnostics> {
    let (mut api, mut found) = lower::lower(document);
    found.follow(document::lint(document).only(&AMBIGUOUS));
    passes::run(&mut api, &mut found);
    match Names::of(&api) {
        Ok(names) if found.is_empty() => return Ok((api, names)),
        Err(named) if !found.has(Subject::Name) => found.follow(named),
        _ => {}
    }
    Err(document.located(found))
}

/// Runs the stages from lint to names. All of them run even if one finds problems, so that one run
/// reports everything; consequences of earlier problems are left out. The problems come without
/// source locations.
pub(crate) fn examine(
    document: &Document,
    mut found: Diagnostics,
) -> Result<(Api, Names), Diagnostics> {
    found.follow(document::lint(document));
    let (mut api, mut lowered) = lower::lower(document);
    passes::run(&mut api, &mut lowered);
    found.follow(lowered);
    match Names::of(&api) {
        Ok(names) if found.is_empty() => return Ok((api, names)),
        // Names that are invalid or not unique in the spec are not worth comparing in Rust.
        Err(named) if !found.has(Subject::Name) => found.follow(named),
        _ => {}
    }
    Err(found)
}
