//! The manifest of the SDK, where the generator writes the section with the features of modules.

use std::path::Path;

use super::inspect::{self, Problem};

/// The lines around the section.
const SECTION: [&str; 2] = ["# modules: begin\n", "# modules: end\n"];

/// Returns whether a manifest has a section for the generator.
pub(super) fn has_section(text: &str) -> bool {
    parts(text).is_some()
}

/// Returns a manifest before and after the update of its section; `None` if it does not exist or
/// has none.
pub(super) fn update(path: &Path, section: &str) -> Result<Option<(String, String)>, Problem> {
    let Some(old) = inspect::read(path)? else { return Ok(None) };
    let old = String::from_utf8_lossy(&old).into_owned();
    let Some((before, after)) = parts(&old) else { return Ok(None) };
    let [begin, end] = SECTION;
    let new = format!("{before}{begin}{section}{end}{after}");
    Ok(Some((old, new)))
}

/// Returns the texts before and after the section.
fn parts(text: &str) -> Option<(&str, &str)> {
    let [begin, end] = SECTION;
    let (before, rest) = text.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some((before, after))
}
