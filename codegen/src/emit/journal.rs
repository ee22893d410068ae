//! Making all changes or none.
//!
//! First, new texts and copies of old ones go into a staging folder at each root. Then a journal
//! records that files are being replaced, and each file is replaced by one rename. A run that fails
//! restores the old files. A run that is killed cannot; the next run restores them from the journal
//! before it does anything else. Staging folders without a journal are leftovers and are removed.

use std::{
    fmt::Debug,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::inspect::{self, Problem, unwritable};
use super::staging::{self, FOLDER, JOURNAL, NEW_JOURNAL, keep, new_name, old_name, write_new};
use crate::diagnostics::{Diagnostic, Pointer};
use crate::file_kind::{Kind, kind};

/// The files that a run may write.
pub(super) trait Scope: Debug {
    /// A file as it is named in the journal.
    type File: Clone + Debug + Serialize + DeserializeOwned;

    /// Returns the folders that files are written to, each with a staging folder of its own. The
    /// first has the lock and the journal.
    fn roots(&self) -> Vec<&Path>;

    /// Returns the root and the path of a file; `None` if such a file is never written.
    fn locate(&self, file: &Self::File) -> Option<(&Path, PathBuf)>;

    /// Returns what is recorded about a new text, to recognize it later.
    fn digest(&self, text: &str) -> Option<String>;

    /// Returns whether a text was written by a run: by its looks, or by what the journal recorded.
    fn is_ours(&self, file: &Self::File, text: &[u8], digest: Option<&str>) -> bool;

    /// Returns the problem of a file that another program wrote.
    fn foreign(&self, path: &Path) -> Problem;
}

/// A file to write or to remove.
#[derive(Debug)]
pub(super) struct Edit<'a, F> {
    pub file: F,
    /// Whether the file exists.
    pub old: bool,
    /// The new text; without one, the file is removed.
    pub new: Option<&'a str>,
}

/// An entry of the journal: a file that is being replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry<F> {
    #[serde(flatten)]
    file: F,
    /// There is a copy of the old text to restore.
    old: bool,
    /// There is a new text; without one, the file is removed.
    new: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

/// Exclusive access to the files of a scope; one process at a time has it.
#[derive(Debug)]
pub(super) struct Journal<S> {
    pub scope: S,
    lock: Option<fs::File>,
    /// Whether an interrupted run has been undone.
    pub recovered: bool,
}

impl<S: Scope> Journal<S> {
    /// Waits for other processes, and undoes a run that was interrupted.
    pub fn start(scope: S) -> Result<Self, Problem> {
        let mut journal = Self { scope, lock: None, recovered: false };
        let root = journal.root()?.to_owned();
        if inspect::folder(&root)? == Kind::Folder {
            journal.lock = staging::lock(&root)?;
            journal.recover()?;
        }
        Ok(journal)
    }

    fn root(&self) -> Result<&Path, Problem> {
        let invalid = || unwritable(PathBuf::new(), &io::ErrorKind::InvalidInput.into());
        self.scope.roots().first().copied().ok_or_else(invalid)
    }

    /// Makes the changes, or restores the old files.
    pub fn apply(&mut self, edits: &[Edit<'_, S::File>]) -> Result<(), Problem> {
        if edits.is_empty() {
            return Ok(());
        }
        let root = self.root()?.to_owned();
        fs::create_dir_all(&root).map_err(|error| unwritable(root.clone(), &error))?;
        if self.lock.is_none() {
            self.lock = staging::lock(&root)?;
        }
        let mut entries = Vec::new();
        let done = self.stage(edits, &mut entries).and_then(|()| self.replace(&entries));
        if let Err(problem) = done {
            // Reports the first problem; the next run undoes what cannot be undone now.
            let _ = self.undo(&entries).and_then(|()| self.discard());
            return Err(problem);
        }
        self.discard()?;
        for edit in edits.iter().filter(|edit| edit.new.is_none()) {
            if let Some((root, path)) = self.scope.locate(&edit.file)
                && let Some(folder) = path.parent().filter(|folder| *folder != root)
            {
                // A folder that is not empty stays.
                let _ = fs::remove_dir(folder);
            }
        }
        Ok(())
    }

    /// Writes new texts and copies of old ones to the staging folders, and then the journal.
    fn stage(
        &self,
        edits: &[Edit<'_, S::File>],
        entries: &mut Vec<Entry<S::File>>,
    ) -> Result<(), Problem> {
        for Edit { file, old, new } in edits {
            let Some((root, path)) = self.scope.locate(file) else {
                return Err(unwritable(PathBuf::new(), &io::ErrorKind::InvalidInput.into()));
            };
            let failed = |error: io::Error| unwritable(path.clone(), &error);
            let number = entries.len();
            let folder = root.join(FOLDER);
            if inspect::folder(&folder)? == Kind::Missing {
                fs::create_dir(&folder).map_err(failed)?;
            }
            if let Some(text) = new {
                write_new(&folder.join(new_name(number)), text.as_bytes(), &path)
                    .map_err(failed)?;
            }
            if *old {
                keep(&path, &folder.join(old_name(number))).map_err(failed)?;
            }
            let digest = new.and_then(|text| self.scope.digest(text));
            entries.push(Entry { file: file.clone(), old: *old, new: new.is_some(), digest });
        }
        let folder = self.root()?.join(FOLDER);
        let failed = |error: io::Error| unwritable(folder.clone(), &error);
        if inspect::folder(&folder)? == Kind::Missing {
            fs::create_dir(&folder).map_err(failed)?;
        }
        let text = serde_json::to_vec(&entries).map_err(|error| failed(io::Error::other(error)))?;
        let new = folder.join(NEW_JOURNAL);
        write_new(&new, &text, Path::new("")).map_err(failed)?;
        fs::rename(&new, folder.join(JOURNAL)).map_err(failed)
    }

    fn replace(&self, entries: &[Entry<S::File>]) -> Result<(), Problem> {
        for (number, entry) in entries.iter().enumerate() {
            let Some((root, path)) = self.scope.locate(&entry.file) else { continue };
            let failed = |error: io::Error| unwritable(path.clone(), &error);
            if entry.new {
                fs::create_dir_all(path.parent().unwrap_or(root)).map_err(failed)?;
                let new = root.join(FOLDER).join(new_name(number));
                fs::rename(new, &path).map_err(failed)?;
            } else {
                fs::remove_file(&path).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Restores the files of a journal. Can be interrupted and run again.
    fn undo(&self, entries: &[Entry<S::File>]) -> Result<(), Problem> {
        for (number, entry) in entries.iter().enumerate() {
            let Some((root, path)) = self.scope.locate(&entry.file) else { continue };
            let failed = |error: io::Error| unwritable(path.clone(), &error);
            let staged = |name: String| root.join(FOLDER).join(name);
            let folder = path.parent().unwrap_or(root);
            let is_folder = inspect::folders(root, folder)? == Kind::Folder;
            // Another program may have put a file there since.
            let there = if is_folder { inspect::read(&path)? } else { None };
            let is_ours =
                |text: &Vec<u8>| self.scope.is_ours(&entry.file, text, entry.digest.as_deref());
            let is_foreign = there.as_ref().is_some_and(|text| !is_ours(text));
            let old = staged(old_name(number));
            if entry.old && kind(&old).is_ok_and(|found| found == Kind::File) {
                if there.is_some() && there == inspect::read(&old)? {
                    // The file has not been replaced, perhaps because it is immutable.
                    continue;
                }
                if is_foreign {
                    return Err(self.scope.foreign(&path));
                }
                fs::create_dir_all(folder).map_err(failed)?;
                fs::rename(old, &path).map_err(failed)?;
            } else if !entry.old && there.is_some() && !is_foreign {
                let new = staged(new_name(number));
                // A staged text has not been moved, so the file at the target is not from this run.
                if kind(&new).is_ok_and(|found| found == Kind::Missing) {
                    fs::remove_file(&path).map_err(failed)?;
                    if folder != root {
                        let _ = fs::remove_dir(folder);
                    }
                }
            }
        }
        Ok(())
    }

    /// Undoes a run that was interrupted.
    fn recover(&mut self) -> Result<(), Problem> {
        let folder = self.root()?.join(FOLDER);
        let journal = folder.join(JOURNAL);
        if inspect::folder(&folder)? == Kind::Folder
            && let Some(text) = inspect::read(&journal)?
        {
            let entries: Vec<Entry<S::File>> =
                serde_json::from_slice(&text).map_err(|_| inspect::foreign(&journal))?;
            self.undo(&entries)?;
            self.recovered = true;
        }
        self.discard()
    }

    /// Removes the staging folders, the journal first: without it the rest has no meaning.
    fn discard(&self) -> Result<(), Problem> {
        for (number, root) in self.scope.roots().into_iter().enumerate() {
            let folder = root.join(FOLDER);
            let found = kind(&folder).map_err(|error| unwritable(folder.clone(), &error))?;
            if found == Kind::Missing || (number > 0 && found != Kind::Folder) {
                continue;
            }
            inspect::folder(&folder)?;
            let failed = |error: io::Error| unwritable(folder.clone(), &error);
            staging::clear(&folder).map_err(failed)?;
            // Files of others stay.
            match fs::remove_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                    return Err(Box::new(Diagnostic::new(
                        "in-the-way",
                        Pointer::file(&folder),
                        "the staging folder of the generator contains other files",
                        "move them out of this directory",
                    )));
                }
                done => done.map_err(failed)?,
            }
        }
        Ok(())
    }
}
