//! `diff`: compares two versions of the spec.

use std::io::{self, Write};

use super::folders::Folders;
use super::format::Format;
use super::outcome::Outcome;

/// Options of `diff`.
#[derive(Clone, Debug, Default)]
pub struct DiffOptions {
    /// The old version: a directory, a bundle, or a revision of git.
    pub old: String,
    /// The new version; without it, the spec of the workspace.
    pub new: Option<String>,
    /// Format of the report.
    pub format: Format,
    /// Prints an entry for the changelog instead of the report.
    pub changelog: bool,
    /// Prints only what asks for a higher version number than the new version has.
    pub check: bool,
}

/// Reports what changed and what it means to users of the SDK.
///
/// # Errors
///
/// `out` or `err` cannot be written.
pub fn diff(
    _folders: &Folders,
    _options: &DiffOptions,
    _out: &mut dyn Write,
    _err: &mut dyn Write,
) -> io::Result<Outcome> {
    Ok(Outcome::Unusable)
}
