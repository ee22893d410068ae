//! Making all changes or none.
//!
//! First, new texts and copies of old ones go into a staging folder at each target. Then a journal
//! records that files are being replaced, and each file is replaced by one rename. A run that fails
//! restores the old files. A run that is killed cannot; the next run restores them from the journal
//! before it does anything else. Staging folders without a journal are leftovers and are removed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::inspect::{self, Problem, unwritable};
use super::plan::Changes;
use super::targets::{Target, TargetFile, Targets, is_ours};
use crate::diagnostics::{Diagnostic, Pointer};
use crate::file_kind::{Kind, kind};

/// The staging folder.
const FOLDER: &str = ".genauth-codegen";
/// The file that records that files are being replaced; a rename creates it.
const JOURNAL: &str = "journal.json";
const NEW_JOURNAL: &str = "journal.new";

/// Exclusive access to the targets; one process at a time has it.
#[derive(Debug)]
pub struct Session {
    targets: Targets,
    lock: Option<fs::File>,
    /// Whether an interrupted run has been undone.
    pub recovered: bool,
}

/// An entry of the journal: a file that is being replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    file: TargetFile,
    /// There is a copy of the old text to restore.
    old: bool,
    /// There is a new text; without one, the file is removed.
    new: bool,
}

impl Session {
    /// Waits for other processes, and undoes a run that was interrupted.
    ///
    /// # Errors
    ///
    /// Another process does not end, or the interrupted run cannot be undone.
    pub fn start(targets: &Targets) -> Result<Self, Problem> {
        let mut session = Self { targets: targets.clone(), lock: None, recovered: false };
        if inspect::folder(targets.code())? == Kind::Folder {
            session.lock = lock(targets.code())?;
            session.recover()?;
        }
        Ok(session)
    }

    /// Makes the changes.
    ///
    /// # Errors
    ///
    /// A file cannot be written; the old output is then restored.
    pub fn apply(&mut self, changes: &Changes) -> Result<(), Problem> {
        if changes.is_empty() {
            return Ok(());
        }
        let out = self.targets.code().to_owned();
        fs::create_dir_all(&out).map_err(|error| unwritable(out.clone(), &error))?;
        if self.lock.is_none() {
            self.lock = lock(&out)?;
        }
        let mut journal = Vec::new();
        let done = self.stage(changes, &mut journal).and_then(|()| self.replace(&journal));
        if let Err(problem) = done {
            // Reports the first problem; the next run undoes what cannot be undone now.
            let _ = self.undo(&journal).and_then(|()| self.discard());
            return Err(problem);
        }
        self.discard()?;
        for path in changes.remove.keys().filter_map(|file| self.targets.path_of(file)) {
            // A folder that is not empty stays.
            let _ = path.parent().map(fs::remove_dir);
        }
        Ok(())
    }

    /// Writes new texts and copies of old ones to the staging folders, and then the journal.
    fn stage(&self, changes: &Changes, journal: &mut Vec<Entry>) -> Result<(), Problem> {
        let writes =
            changes.write.iter().map(|(file, (old, new))| (file, old.is_some(), Some(new)));
        let removals = changes.remove.keys().map(|file| (file, true, None));
        for (file, old, new) in writes.chain(removals) {
            let target = self.targets.folder(file.target).zip(self.targets.path_of(file));
            let Some((folder, path)) = target else {
                return Err(unwritable(file.path.clone(), &io::ErrorKind::InvalidInput.into()));
            };
            let failed = |error: io::Error| unwritable(path.clone(), &error);
            let number = journal.len();
            let folder = folder.join(FOLDER);
            if inspect::folder(&folder)? == Kind::Missing {
                fs::create_dir(&folder).map_err(failed)?;
            }
            if let Some(text) = new {
                write_new(&folder.join(new_name(number)), text.as_bytes(), &path)
                    .map_err(failed)?;
            }
            if old {
                keep(&path, &folder.join(old_name(number))).map_err(failed)?;
            }
            journal.push(Entry { file: file.clone(), old, new: new.is_some() });
        }
        let folder = self.targets.code().join(FOLDER);
        let failed = |error: io::Error| unwritable(folder.clone(), &error);
        if inspect::folder(&folder)? == Kind::Missing {
            fs::create_dir(&folder).map_err(failed)?;
        }
        let text = serde_json::to_vec(&journal).map_err(|error| failed(io::Error::other(error)))?;
        let new = folder.join(NEW_JOURNAL);
        write_new(&new, &text, Path::new("")).map_err(failed)?;
        fs::rename(&new, folder.join(JOURNAL)).map_err(failed)
    }

    fn replace(&self, journal: &[Entry]) -> Result<(), Problem> {
        for (number, entry) in journal.iter().enumerate() {
            let Some((root, path)) = self.locate(entry) else { continue };
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
    fn undo(&self, journal: &[Entry]) -> Result<(), Problem> {
        for (number, entry) in journal.iter().enumerate() {
            let Some((root, path)) = self.locate(entry) else { continue };
            let failed = |error: io::Error| unwritable(path.clone(), &error);
            let staged = |name: String| root.join(FOLDER).join(name);
            let folder = path.parent().unwrap_or(root);
            let is_folder = inspect::folder(folder)? == Kind::Folder;
            // Another program may have put a file there since.
            let there = if is_folder { inspect::read(&path)? } else { None };
            let is_foreign = there.as_ref().is_some_and(|text| !is_ours(entry.file.target, text));
            let old = staged(old_name(number));
            if entry.old && kind(&old).is_ok_and(|found| found == Kind::File) {
                if there.is_some() && there == inspect::read(&old)? {
                    // The file has not been replaced, perhaps because it is immutable.
                    continue;
                }
                if is_foreign {
                    return Err(inspect::foreign(&path));
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

    /// Returns the root and the path of an entry, which only leads to files that the generator
    /// writes.
    fn locate(&self, entry: &Entry) -> Option<(&Path, PathBuf)> {
        self.targets.folder(entry.file.target).zip(self.targets.path_of(&entry.file))
    }

    /// Undoes a run that was interrupted.
    fn recover(&mut self) -> Result<(), Problem> {
        let journal = self.targets.code().join(FOLDER).join(JOURNAL);
        if inspect::folder(&self.targets.code().join(FOLDER))? == Kind::Folder
            && let Some(text) = inspect::read(&journal)?
        {
            let entries: Vec<Entry> =
                serde_json::from_slice(&text).map_err(|_| inspect::foreign(&journal))?;
            self.undo(&entries)?;
            self.recovered = true;
        }
        self.discard()
    }

    /// Removes the staging folders, the journal first: without it the rest has no meaning.
    fn discard(&self) -> Result<(), Problem> {
        for (target, root) in self.targets.folders() {
            let folder = root.join(FOLDER);
            let found = kind(&folder).map_err(|error| unwritable(folder.clone(), &error))?;
            if found == Kind::Missing || (target != Target::Code && found != Kind::Folder) {
                continue;
            }
            inspect::folder(&folder)?;
            let failed = |error: io::Error| unwritable(folder.clone(), &error);
            let mut paths = vec![folder.join(JOURNAL)];
            for entry in fs::read_dir(&folder).map_err(failed)? {
                paths.push(entry.map_err(failed)?.path());
            }
            for path in paths {
                let is_file = kind(&path).map_err(failed)? == Kind::File;
                if is_file && path.file_name().and_then(|name| name.to_str()).is_some_and(is_staged)
                {
                    fs::remove_file(&path).map_err(failed)?;
                }
            }
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

fn new_name(number: usize) -> String {
    format!("{number}.new")
}

fn old_name(number: usize) -> String {
    format!("{number}.old")
}

/// Returns whether a name is one of the staging folder.
fn is_staged(name: &str) -> bool {
    let number = name.strip_suffix(".new").or_else(|| name.strip_suffix(".old"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    matches!(name, JOURNAL | NEW_JOURNAL) || number.is_some_and(is_number)
}

/// Writes a new file with the permissions of the one that it will replace.
fn write_new(path: &Path, text: &[u8], model: &Path) -> io::Result<()> {
    let mut file = fs::File::options().write(true).create_new(true).open(path)?;
    io::Write::write_all(&mut file, text)?;
    if let Ok(model) = fs::symlink_metadata(model) {
        // Not worth a failure: the content matters.
        let _ = file.set_permissions(model.permissions());
    }
    Ok(())
}

/// Keeps a file under a second name, so that it never disappears while it is replaced.
fn keep(path: &Path, copy: &Path) -> io::Result<()> {
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
fn lock(folder: &Path) -> Result<Option<fs::File>, Problem> {
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
fn lock(_folder: &Path) -> Result<Option<fs::File>, Problem> {
    Ok(None)
}
