//! Writing to files of one folder: all changes or none.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::inspect::{self, Problem};
use super::journal::{Edit, Journal, Scope};
use super::staging::FOLDER;
use crate::diagnostics::{Diagnostic, Pointer};
use crate::file_kind::Kind;

/// Exclusive access to the files of a folder, such as `spec/`; one process at a time has it. Links
/// are not followed, and special files are not opened.
#[derive(Debug)]
pub struct Transaction {
    journal: Journal<Folder>,
    /// Whether an interrupted run has been undone.
    pub recovered: bool,
}

impl Transaction {
    /// Waits for other processes, and undoes a run that was interrupted.
    ///
    /// # Errors
    ///
    /// Another process does not end, or the interrupted run cannot be undone, because a file has
    /// been edited since.
    pub fn start(root: &Path) -> Result<Self, Problem> {
        // Without a slash at the end, which would make the system follow a link.
        let scope = Folder { root: root.components().collect() };
        let journal = Journal::start(scope).map_err(in_folder)?;
        Ok(Self { recovered: journal.recovered, journal })
    }

    /// Writes the files that have a text and removes the others. Paths are relative to the folder.
    /// Returns the paths of the files that changed; without any, nothing is written.
    ///
    /// # Errors
    ///
    /// A path leads out of the folder, or a file cannot be written; the old files are then
    /// restored.
    pub fn apply(
        &mut self,
        files: &BTreeMap<PathBuf, Option<String>>,
    ) -> Result<Vec<PathBuf>, Problem> {
        let mut edits = Vec::new();
        for (path, new) in files {
            let file = FolderFile { path: path.clone() };
            let Some((root, full)) = self.journal.scope.locate(&file) else {
                return Err(outside(path));
            };
            let folder = full.parent().unwrap_or(root);
            let has_folder = inspect::folders(root, folder).map_err(in_folder)? == Kind::Folder;
            let old = if has_folder { inspect::read(&full).map_err(in_folder)? } else { None };
            if old.as_deref() != new.as_ref().map(String::as_bytes) {
                edits.push(Edit { file, old: old.is_some(), new: new.as_deref() });
            }
        }
        self.journal.apply(&edits).map_err(in_folder)?;
        Ok(edits.into_iter().map(|edit| edit.file.path).collect())
    }
}

/// A folder whose files are written.
#[derive(Debug)]
struct Folder {
    root: PathBuf,
}

/// A file by its path in the folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct FolderFile {
    path: PathBuf,
}

impl Scope for Folder {
    type File = FolderFile;

    fn roots(&self) -> Vec<&Path> {
        vec![&self.root]
    }

    fn locate(&self, file: &FolderFile) -> Option<(&Path, PathBuf)> {
        let mut parts = file.path.components();
        let is_inside = parts.all(|part| matches!(part, Component::Normal(name) if name != FOLDER));
        let has_name = file.path.file_name().is_some();
        (is_inside && has_name).then(|| (self.root.as_path(), self.root.join(&file.path)))
    }

    /// Files of a person have no mark; a text is recognized by its digest.
    fn digest(&self, text: &str) -> Option<String> {
        Some(digest(text.as_bytes()))
    }

    fn is_ours(&self, _file: &FolderFile, text: &[u8], recorded: Option<&str>) -> bool {
        recorded == Some(digest(text).as_str())
    }

    fn foreign(&self, path: &Path) -> Problem {
        Box::new(Diagnostic::new(
            "in-the-way",
            Pointer::file(path),
            "the file has been edited since a run was interrupted",
            format!("save your edit elsewhere, or remove `{FOLDER}` to keep the files as they are"),
        ))
    }
}

/// FNV-1a: the same in every version, and enough to tell two texts apart unless one is forged.
fn digest(text: &[u8]) -> String {
    let hash = text.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}-{}", text.len())
}

fn outside(path: &Path) -> Problem {
    Box::new(Diagnostic::new(
        "unwritable",
        Pointer::file(path),
        "the path leads out of the directory",
        "use a relative path without `..`",
    ))
}

/// Replaces advice that is about generated code.
fn in_folder(mut problem: Problem) -> Problem {
    if problem.help.contains("--out") {
        problem.help = match problem.code {
            "unwritable" => "make this path writable".to_owned(),
            _ => "move it away, or replace a link with its target".to_owned(),
        };
    }
    problem
}
