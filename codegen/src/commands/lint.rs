//! `lint`: finds what is wrong with the spec.

use std::io::{self, Write};

use super::{Folders, Outcome, report};
use crate::document;

/// Reports everything that is wrong with the spec, and writes nothing.
///
/// # Errors
///
/// Only if `out` or `err` cannot be written.
pub fn lint(folders: &Folders, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let (document, found) = document::read(&folders.spec);
    let (Some(document), is_readable) = (document, found.is_empty()) else {
        report(folders, found, err)?;
        return Ok(Outcome::Unusable);
    };
    let mut found = crate::examine(&document, found).err().unwrap_or_default();
    // Lines of a file that cannot be read may be anything.
    if is_readable {
        let mut style = document::style(&document);
        style.locate(|place| document.location_of(place));
        found.extend(style);
    }
    if !found.is_empty() {
        report(folders, found, err)?;
        return Ok(if is_readable { Outcome::Findings } else { Outcome::Unusable });
    }
    writeln!(out, "{} files checked, no problems found", document.sources.len())?;
    Ok(Outcome::Fine)
}
