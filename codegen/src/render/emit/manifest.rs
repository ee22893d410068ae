//! The manifest of the SDK, of which the generator writes the list of features.

use std::path::Path;

use super::inspect::{self, Problem};

/// The lines between which the generator writes.
const SECTION: [&str; 2] = ["# modules: begin\n", "# modules: end\n"];

/// Whether a manifest has a section for the generator.
pub(super) fn is_marked(text: &str) -> bool {
    parts(text).is_some()
}

/// A manifest as it is and as it should be; `None` if there is none with a section.
pub(super) fn manifest(path: &Path, section: &str) -> Result<Option<(String, String)>, Problem> {
    let Some(old) = inspect::read(path)? else { return Ok(None) };
    let old = String::from_utf8_lossy(&old).into_owned();
    let Some((before, after)) = parts(&old) else { return Ok(None) };
    let [begin, end] = SECTION;
    let new = format!("{before}{begin}{section}{end}{after}");
    Ok(Some((old, new)))
}

/// What stands before the section and after it.
fn parts(text: &str) -> Option<(&str, &str)> {
    let [begin, end] = SECTION;
    let (before, rest) = text.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some((before, after))
}
