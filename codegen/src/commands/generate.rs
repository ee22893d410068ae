//! `generate`: writes the SDK.

use std::io::{self, Write};
use std::time::Instant;

use super::{Folders, Outcome, plan, report_all};
use crate::render::emit;

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
    let Some((api, changes)) = plan(folders, err)? else { return Ok(Outcome::Unusable) };
    if let Err(problem) = emit::apply(&changes) {
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
