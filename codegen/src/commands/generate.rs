//! `generate`: writes the SDK.

use std::io::{self, Write};
use std::time::Instant;

use super::{Folders, Outcome, plan, unusable};
use crate::render::emit::Session;

/// Generates the SDK and says in a line what was done.
///
/// # Errors
///
/// Only if `out` or `err` cannot be written.
pub fn generate(
    folders: &Folders,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    let start = Instant::now();
    // Before the spec is read, so that an interrupted run is undone even if the spec is broken.
    let mut session = match Session::start(&folders.sites()) {
        Ok(session) => session,
        Err(problem) => return unusable(&[*problem], err),
    };
    if session.recovered {
        writeln!(err, "note: undid an interrupted run")?;
    }
    let Some((api, changes)) = plan(folders, err)? else { return Ok(Outcome::Unusable) };
    if let Err(problem) = session.apply(&changes) {
        return unusable(&[*problem], err);
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
