//! `diff`: compares two versions of the spec.

use std::io::{self, Write};

use super::folders::Folders;
use super::format::Format;
use super::outcome::Outcome;
use super::report::report_all;
use crate::diagnostics::printable;
use crate::diff::{self, Problem, Report};

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
    folders: &Folders,
    options: &DiffOptions,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    let here = std::env::current_dir()?;
    let pair = match diff::read(&options.old, options.new.as_deref(), &folders.spec, &here) {
        Ok(pair) => pair,
        Err(problems) => {
            for problem in problems {
                refuse(problem, err)?;
            }
            return Ok(Outcome::Unusable);
        }
    };
    let mut report = Report::of(pair);
    for note in report.notes() {
        writeln!(err, "note: {note}")?;
    }
    let outcome = if report.breaks() { Outcome::Findings } else { Outcome::Fine };
    if options.check {
        report = report.only_asking();
    }
    let text = match (options.changelog, options.format) {
        (true, _) => report.changelog(),
        (false, Format::Text) => report.text(),
        (false, Format::Markdown) => report.markdown(),
        (false, Format::Json) => report.json().map_err(io::Error::other)?,
    };
    out.write_all(text.as_bytes())?;
    Ok(outcome)
}

/// Reports a version that cannot be read.
pub(super) fn refuse(problem: Problem, err: &mut dyn Write) -> io::Result<()> {
    match problem {
        Problem::Unreadable { message, help } => {
            writeln!(err, "error: {}", printable(&message))?;
            writeln!(err, "  = fix: {}", printable(&help))
        }
        Problem::Spec { label, found } => {
            writeln!(err, "error: `{}` has problems that prevent it\n", printable(&label))?;
            report_all(&found, err)
        }
    }
}
