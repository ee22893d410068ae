//! `check`: compares the output with what would be generated.

use std::{
    io::{self, Write},
    path::Path,
};

use similar::TextDiff;

use super::folders::Folders;
use super::outcome::Outcome;
use super::plan::plan;
use crate::emit::TargetFile;

/// Shows how the generated files differ from the spec, and writes nothing.
///
/// # Errors
///
/// `out` or `err` cannot be written.
pub fn check(folders: &Folders, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    let Some((_, changes)) = plan(folders, err)? else { return Ok(Outcome::Unusable) };
    if changes.is_empty() {
        writeln!(out, "{} generated files are up to date", changes.unchanged)?;
        return Ok(Outcome::Fine);
    }
    let path_of = |file: &TargetFile| folders.targets.path_of(file).unwrap_or_default();
    for (file, (old, new)) in &changes.write {
        diff(&path_of(file), old.as_deref().unwrap_or_default(), new, out)?;
    }
    for (file, old) in &changes.remove {
        diff(&path_of(file), old, "", out)?;
    }
    let stale = match changes.write.len() + changes.remove.len() {
        1 => "1 generated file is out of date".to_owned(),
        count => format!("{count} generated files are out of date"),
    };
    writeln!(err, "{stale}; run `cargo run` to regenerate")?;
    Ok(Outcome::Findings)
}

fn diff(path: &Path, old: &str, new: &str, out: &mut dyn Write) -> io::Result<()> {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(here).unwrap_or(path).display();
    let diff = TextDiff::from_lines(old, new);
    write!(out, "{}", diff.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")))
}
