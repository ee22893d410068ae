//! The staging folder of a journal, and the lock of a directory.

use std::{fs, io, path::Path};

use super::inspect::{Problem, unwritable};
use crate::diagnostics::{Diagnostic, Pointer};
use crate::file_kind::{Kind, kind};

/// The staging folder.
pub(super) const FOLDER: &str = ".genauth-codegen";
/// The file that records that files are being replaced; a rename creates it.
pub(super) const JOURNAL: &str = "journal.json";
pub(super) const NEW_JOURNAL: &str = "journal.new";

pub(super) fn new_name(number: usize) -> String {
    format!("{number}.new")
}

pub(super) fn old_name(number: usize) -> String {
    format!("{number}.old")
}

/// Returns whether a name is one of the staging folder.
fn is_staged(name: &str) -> bool {
    let number = name.strip_suffix(".new").or_else(|| name.strip_suffix(".old"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    matches!(name, JOURNAL | NEW_JOURNAL) || number.is_some_and(is_number)
}

/// Removes the files of a staging folder, the journal first.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    let mut paths = vec![folder.join(JOURNAL)];
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    for path in paths {
        let is_file = kind(&path)? == Kind::File;
        if is_file && path.file_name().and_then(|name| name.to_str()).is_some_and(is_staged) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Writes a new file with the permissions of the one that it will replace.
pub(super) fn write_new(path: &Path, text: &[u8], model: &Path) -> io::Result<()> {
    let mut file = fs::File::options().write(true).create_new(true).open(path)?;
    io::Write::write_all(&mut file, text)?;
    if let Ok(model) = fs::symlink_metadata(model) {
        // Not worth a failure: the content matters.
        let _ = file.set_permissions(model.permissions());
    }
    Ok(())
}

/// Keeps a file under a second name, so that it never disappears while it is replaced.
pub(super) fn keep(path: &Path, copy: &Path) -> io::Result<()> {
    match fs::hard_link(path, copy) {
        Ok(()) => Ok(()),
        // Some file systems have no hard links, and some files cannot be linked.
        Err(_) => fs::copy(path, copy).map(drop),
    }
}

/// Number of polls of another process, and the poll interval.
#[cfg(unix)]
const PATIENCE: (u32, std::time::Duration) = (100, std::time::Duration::from_millis(100));

/// Locks a directory. Leaves no file behind; the system unlocks it when the process ends.
#[cfg(unix)]
pub(super) fn lock(folder: &Path) -> Result<Option<fs::File>, Problem> {
    let file = fs::File::open(folder).map_err(|error| unwritable(folder.to_owned(), &error))?;
    for _ in 0..PATIENCE.0 {
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => return Ok(Some(file)),
            Err(fs4::TryLockError::WouldBlock) => std::thread::sleep(PATIENCE.1),
            // The file system has no locks.
            Err(fs4::TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(Box::new(Diagnostic::new(
        "in-use",
        Pointer::file(folder),
        "another run of the generator is writing to this directory",
        "wait for it to end, and try again",
    )))
}

/// Directories cannot be locked here.
#[cfg(not(unix))]
pub(super) fn lock(_folder: &Path) -> Result<Option<fs::File>, Problem> {
    Ok(None)
}
