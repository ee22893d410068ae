//! `lint`: reports the problems of the spec.

use std::io::{self, Write};

use super::folders::Folders;
use super::outcome::Outcome;
use super::report::report;
use crate::document::{self, Reading};

/// Reports all problems of the spec, and writes nothing.
///
/// # Errors
///
/// `out` or `err` cannot be written.
pub fn lint(folders: &Folders, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let Reading { document, mut found, is_usable } = document::read(&folders.spec);
    let is_readable = found.is_empty();
    if is_usable {
        found = crate::pipeline::examine(&document, found).err().unwrap_or_default();
        found.follow(document::leftovers(&document));
    }
    // Lines of a file that cannot be read have no meaning.
    if is_readable {
        found.extend(document::style(&document));
    }
    if !found.is_empty() {
        report(&folders.spec, document.located(found), err)?;
        return Ok(if is_readable { Outcome::Findings } else { Outcome::Unusable });
    }
    writeln!(out, "{} files checked, no problems found", document.sources.len())?;
    Ok(Outcome::Fine)
}
