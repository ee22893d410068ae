//! `import`: brings the changes of the vendor's documents into the spec.

use std::io::{self, Write};
use std::path::PathBuf;

use super::folders::Folders;
use super::format::Format;
use super::outcome::Outcome;

/// Options of `import`.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Documents of the vendor, each as `[API=]FILE`.
    pub files: Vec<PathBuf>,
    /// Format of the report.
    pub format: Format,
    /// Writes nothing.
    pub dry_run: bool,
    /// Keeps what the spec says where both sides changed.
    pub keep_ours: bool,
    /// Takes the documents as the state of the last import.
    pub baseline: bool,
}

/// Merges the documents into the spec, or reports why it cannot.
///
/// # Errors
///
/// `out` or `err` cannot be written.
pub fn import(
    _folders: &Folders,
    _options: &ImportOptions,
    _out: &mut dyn Write,
    _err: &mut dyn Write,
) -> io::Result<Outcome> {
    Ok(Outcome::Unusable)
}
