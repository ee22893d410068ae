//! `bundle`: one API as a single document.

use std::io::{self, Write};

use super::folders::Folders;
use super::outcome::Outcome;
use super::report::report;
use crate::document::{self, ApiKind};

/// Prints an API as a self-contained OpenAPI document.
///
/// # Errors
///
/// `out` or `err` cannot be written.
pub fn bundle(
    folders: &Folders,
    api: &str,
    json: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    let document = match document::load(&folders.spec) {
        Ok(document) => document,
        Err(found) => {
            report(&folders.spec, found, err)?;
            return Ok(Outcome::Unusable);
        }
    };
    let api: ApiKind = match api.parse() {
        Ok(api) => api,
        Err(unknown) => {
            writeln!(err, "error: {unknown}")?;
            return Ok(Outcome::Unusable);
        }
    };
    let Some(bundle) = document::bundle(&document, api) else {
        writeln!(err, "error: the spec does not describe the API `{api}`; add it to `x-apis`")?;
        return Ok(Outcome::Unusable);
    };
    let text = match json {
        true => serde_json::to_string_pretty(&bundle).map_err(io::Error::other)?,
        false => serde_yaml::to_string(&bundle).map_err(io::Error::other)?,
    };
    writeln!(out, "{}", text.trim_end())?;
    Ok(Outcome::Fine)
}
