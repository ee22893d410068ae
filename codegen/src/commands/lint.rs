//! `lint`: finds what is wrong with the description.

use std::io::{self, Write};

use super::{Folders, Outcome, report};
use crate::{document, render};

/// Reports everything that is wrong with the description, and writes nothing.
///
/// # Errors
///
/// Only if `out` or `err` cannot be written.
pub fn lint(folders: &Folders, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let document = match document::load(&folders.spec) {
        Ok(document) => document,
        Err(found) => {
            report(folders, found, err)?;
            return Ok(Outcome::Unusable);
        }
    };
    let mut found = document::style(&document);
    found.locate(|place| document.line_of(place));
    // What only shows when code is made of it counts as well.
    let made = crate::model(&document).and_then(|api| {
        render::names::Names::of(&api).map_err(|mut found| {
            found.locate(|place| document.line_of(place));
            found
        })
    });
    if let Err(more) = made {
        found.extend(more);
    }
    if !found.is_empty() {
        report(folders, found, err)?;
        return Ok(Outcome::Findings);
    }
    writeln!(out, "{} files, nothing to complain about", document.sources.len())?;
    Ok(Outcome::Fine)
}
