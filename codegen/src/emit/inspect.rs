//! Reads the files at output targets, and reports those that are in the way.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::diagnostics::{Diagnostic, Pointer};
use crate::file_kind::{Kind, kind};

/// A problem that ends a run.
pub(super) type Problem = Box<Diagnostic>;

/// Returns the bytes of a regular file; `None` if it does not exist.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Problem> {
    match kind(path).map_err(|error| unwritable(blocker(path), &error))? {
        Kind::Missing => Ok(None),
        Kind::File => fs::read(path).map(Some).map_err(|error| unwritable(path.to_owned(), &error)),
        Kind::Folder => Err(unwritable(path.to_owned(), &io::ErrorKind::IsADirectory.into())),
        other => Err(refused(path, other)),
    }
}

/// Checks a folder to write to: a real one, or one that does not exist yet.
pub(super) fn folder(path: &Path) -> Result<Kind, Problem> {
    match kind(path).map_err(|error| unwritable(blocker(path), &error))? {
        found @ (Kind::Missing | Kind::Folder) => Ok(found),
        Kind::File => Err(unwritable(path.to_owned(), &io::ErrorKind::NotADirectory.into())),
        other => Err(refused(path, other)),
    }
}

/// Checks the folders from a root down to another folder: real ones, or ones that do not exist yet.
pub(super) fn folders(root: &Path, below: &Path) -> Result<Kind, Problem> {
    let mut path = root.to_owned();
    let mut found = folder(&path)?;
    for part in below.strip_prefix(root).unwrap_or(Path::new("")) {
        if found == Kind::Missing {
            break;
        }
        path.push(part);
        found = folder(&path)?;
    }
    Ok(found)
}

fn refused(path: &Path, kind: Kind) -> Problem {
    let what = kind.name();
    let (message, help) = match kind {
        Kind::Link => (
            format!("{what} is in the way; the generator does not follow it"),
            "replace the link with its target, or pass the real directory with `--out`",
        ),
        _ => (
            format!("{what} is in the way; the generator does not open it"),
            "move it away, or generate into another directory with `--out`",
        ),
    };
    Box::new(Diagnostic::new("in-the-way", Pointer::file(path), message, help))
}

/// Returns the problem of a file at a target that the generator did not write.
pub(super) fn foreign(path: &Path) -> Problem {
    Box::new(Diagnostic::new(
        "in-the-way",
        Pointer::file(path),
        "a file that the generator did not write is in the way",
        "move the file away, or generate into another directory with `--out`",
    ))
}

pub(super) fn unwritable(path: PathBuf, error: &io::Error) -> Problem {
    Box::new(Diagnostic::new(
        "unwritable",
        Pointer::file(path),
        format!("the output cannot be written: {error}"),
        "make this path writable, or generate into another directory with `--out`",
    ))
}

/// Returns the path that blocks a file: itself, or a file where one of its folders should be.
fn blocker(path: &Path) -> PathBuf {
    path.ancestors().find(|part| part.symlink_metadata().is_ok()).unwrap_or(path).to_owned()
}
