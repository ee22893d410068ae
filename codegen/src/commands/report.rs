//! Diagnostics as text.

use std::{
    io::{self, Write},
    path::Path,
};

use crate::diagnostics::{Diagnostic, Diagnostics};

/// Writes the problems of the spec in `directory`.
pub(super) fn report(directory: &Path, found: Diagnostics, out: &mut dyn Write) -> io::Result<()> {
    let mut found = found.into_sorted();
    for diagnostic in &mut found {
        let file = &mut diagnostic.pointer.file;
        if file.is_relative() && !file.starts_with(directory) {
            *file = directory.join(&*file);
        }
    }
    report_all(&found, out)
}

/// Writes problems and their number; paths are relative to the current directory where possible.
pub(super) fn report_all(found: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let here = std::env::current_dir().unwrap_or_default();
    // Written at once: standard error makes a system call for every fragment otherwise.
    let mut text = String::new();
    for diagnostic in found {
        let mut shown = diagnostic.clone();
        if let Ok(near) = shown.pointer.file.strip_prefix(&here) {
            shown.pointer.file = near.to_owned();
        }
        text.push_str(&format!("{shown}\n"));
    }
    text.push_str(&match found.len() {
        1 => "1 problem found\n".to_owned(),
        count => format!("{count} problems found\n"),
    });
    out.write_all(text.as_bytes())
}
