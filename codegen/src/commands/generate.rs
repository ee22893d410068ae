//! `generate`: writes the generated files.

use std::io::{self, Write};
use std::time::Instant;

use super::folders::Folders;
use super::outcome::Outcome;
use super::plan::plan;
use super::report::report_all;
use crate::emit::Session;

/// Generates the SDK and prints a one-line summary.
///
/// # Errors
///
/// `out` or `err` cannot be written.
pub fn generate(
    folders: &Folders,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    let start = Instant::now();
    // Before the spec is read, so that an interrupted run is undone even if the spec is invalid.
    let mut session = match Session::start(&folders.targets) {
        Ok(session) => session,
        Err(problem) => {
            report_all(&[*problem], err)?;
            return Ok(Outcome::Unusable);
        }
    };
    if session.recovered {
        writeln!(err, "note: undid an interrupted run")?;
    }
    let Some((api, changes)) = plan(folders, err)? else { return Ok(Outcome::Unusable) };
    if let Err(problem) = session.apply(&changes) {
        report_all(&[*problem], err)?;
        return Ok(Outcome::Unusable);
    }
    let operations: usize = api.modules.iter().map(|module| module.operations.len()).sum();
    writeln!(
        out,
        "{} modules, {operations} operations, {} types: {} files written, {} removed, {} unchanged \
         in {:.2} s",
        api.modules.len(),
        api.types.len(),
        changes.write.len(),
        changes.remove.len(),
        changes.unchanged,
        start.elapsed().as_secs_f64(),
    )?;
    Ok(Outcome::Fine)
}
