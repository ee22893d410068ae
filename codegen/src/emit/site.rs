//! Writing the site: what changed, and nothing that is not ours. A manifest in the folder lists the files
//! of the last run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostic, Pointer};

/// The manifest, one path a line.
const MANIFEST: &str = ".genauth-docs";
const HEADER: &str =
    "Files of the reference site, written by `genauth-codegen docs`; others are kept.";

/// The outcome of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or changed.
    pub written: usize,
    /// Files of the last run that are gone.
    pub removed: usize,
    /// Files that stayed the same.
    pub unchanged: usize,
}

/// Writes files, by path with `/`, to a folder.
///
/// # Errors
///
/// A file that is not ours is in the way, or the system refuses.
pub fn write_site(
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<Written, Box<Diagnostic>> {
    let manifest = folder.join(MANIFEST);
    let old = listed(&manifest).map_err(|error| refused(&manifest, &error))?;
    let mut done = Written::default();
    let mut changed = Vec::new();
    for (path, text) in files {
        let target = folder.join(path);
        match fs::read(&target) {
            Ok(there) if there == *text => done.unchanged += 1,
            Ok(_) if !old.contains(path) => return Err(foreign(&target)),
            Ok(_) => changed.push((target, text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => changed.push((target, text)),
            Err(error) => return Err(refused(&target, &error)),
        }
    }
    let gone: Vec<&String> = old.iter().filter(|path| !files.contains_key(*path)).collect();
    // What a killed run has written is ours, too.
    let all: BTreeSet<&String> = old.iter().chain(files.keys()).collect();
    let is_new = files.keys().any(|path| !old.contains(path));
    if is_new {
        replace(&manifest, manifest_of(all.into_iter()).as_bytes())?;
    }
    for (target, text) in changed {
        replace(&target, text)?;
        done.written += 1;
    }
    for path in &gone {
        let target = folder.join(path);
        if is_linked(folder, path) {
            continue;
        }
        match fs::remove_file(&target) {
            Ok(()) => done.removed += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(refused(&target, &error)),
        }
        // Only empty folders can be removed.
        for parent in Path::new(path).ancestors().skip(1).filter(|it| !it.as_os_str().is_empty()) {
            if fs::remove_dir(folder.join(parent)).is_err() {
                break;
            }
        }
    }
    if !gone.is_empty() {
        replace(&manifest, manifest_of(files.keys()).as_bytes())?;
    }
    Ok(done)
}

/// Returns the files of the last run. A path that leads out of the folder is not one of them.
fn listed(manifest: &Path) -> io::Result<BTreeSet<String>> {
    let text = match fs::read_to_string(manifest) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(error),
    };
    let is_inside = |path: &&str| {
        !path.is_empty()
            && !path.contains('\\')
            && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
    };
    Ok(text.lines().skip(1).filter(is_inside).map(str::to_owned).collect())
}

/// Returns whether a folder on the way to a file is a link, which can lead out of the site.
fn is_linked(folder: &Path, path: &str) -> bool {
    let folders = Path::new(path).ancestors().skip(1).filter(|it| !it.as_os_str().is_empty());
    folders.map(|it| folder.join(it)).any(|it| it.is_symlink())
}

fn manifest_of<'a>(paths: impl Iterator<Item = &'a String>) -> String {
    paths.fold(format!("{HEADER}\n"), |text, path| text + path + "\n")
}

/// Writes a file next to its place first, so that readers see the old text or the new one.
fn replace(target: &Path, text: &[u8]) -> Result<(), Box<Diagnostic>> {
    let refuse = |error: io::Error| refused(target, &error);
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(refuse)?;
    }
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = target.with_file_name(name);
    fs::write(&partial, text).map_err(refuse)?;
    fs::rename(&partial, target).map_err(refuse)
}

fn foreign(path: &Path) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        "foreign-file",
        Pointer::file(PathBuf::from(path)),
        "this file is not one of the last run, but the site has a page of this name",
        "move it, or choose another folder with `--out`",
    ))
}

fn refused(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        "io",
        Pointer::file(PathBuf::from(path)),
        format!("cannot read or write this file: {error}"),
        "check the permissions and the free space",
    ))
}
