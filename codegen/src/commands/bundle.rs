//! `bundle`: one API as a single document.

use std::io::{self, Write};

use super::{Folders, Outcome, report};
use crate::document;

/// Prints an API as a self-contained OpenAPI document.
///
/// # Errors
///
/// Only if `out` or `err` cannot be written.
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
            report(folders, found, err)?;
            return Ok(Outcome::Unusable);
        }
    };
    let Some(bundle) = document::bundle(&document, api) else {
        let known: Vec<&str> = document.common.apis.keys().map(String::as_str).collect();
        writeln!(err, "error: unknown API `{api}`; use one of: {}", known.join(", "))?;
        return Ok(Outcome::Unusable);
    };
    let text = match json {
        true => serde_json::to_string_pretty(&bundle).map_err(io::Error::other)?,
        false => serde_yaml::to_string(&bundle).map_err(io::Error::other)?,
    };
    writeln!(out, "{}", text.trim_end())?;
    Ok(Outcome::Fine)
}
