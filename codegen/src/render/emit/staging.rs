//! Making changes, all of them or none.
//!
//! New texts and copies of the old ones are first put into a folder beside the files they belong to,
//! then a journal says that files are being replaced, then they are, one rename each. A run that fails
//! on the way puts the old ones back. One that is killed cannot; the next run does it, before anything
//! else. Without the journal, what is in the folders has no meaning any more, and is removed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::Changes;
use super::inspect::{self, Problem, unwritable};
use super::sites::{Site, Sites};
use crate::diagnostics::{Diagnostic, Place};
use crate::files::{Kind, kind};

/// The folder for files that are on their way.
const FOLDER: &str = ".genauth-codegen";
/// The file that says that files are being replaced. It comes into being by a rename.
const JOURNAL: &str = "journal.json";
const NEW_JOURNAL: &str = "journal.new";

/// The right to write, which one process has at a time.
#[derive(Debug)]
pub struct Session {
    sites: Sites,
    lock: Option<fs::File>,
    /// Whether a run before this one was cut off and has been undone.
    pub recovered: bool,
}

/// A file that is being replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Step {
    site: usize,
    path: PathBuf,
    /// There is a copy of an old text to put back.
    old: bool,
    /// There is a new text; the file is removed otherwise.
    new: bool,
}

impl Session {
    /// Waits until no other process writes, and undoes what one of them left unfinished.
    ///
    /// # Errors
    ///
    /// Another process does not end, or what is unfinished cannot be undone.
    pub fn start(sites: &Sites) -> Result<Self, Problem> {
        let mut session = Self { sites: sites.clone(), lock: None, recovered: false };
        if inspect::folder(sites.out())? == Kind::Folder {
            session.lock = lock(sites.out())?;
            session.recover()?;
        }
        Ok(session)
    }

    /// Makes the changes.
    ///
    /// # Errors
    ///
    /// What cannot be written; the old output is then whole.
    pub fn apply(&mut self, changes: &Changes) -> Result<(), Problem> {
        if changes.is_empty() {
            return Ok(());
        }
        let out = self.sites.out().to_owned();
        fs::create_dir_all(&out).map_err(|error| unwritable(out.clone(), &error))?;
        if self.lock.is_none() {
            self.lock = lock(&out)?;
        }
        let mut steps = Vec::new();
        let done = self.stage(changes, &mut steps).and_then(|()| self.replace(&steps));
        if let Err(problem) = done {
            // The first problem is the one to report; what cannot be undone now, the next run undoes.
            let _ = self.undo(&steps).and_then(|()| self.discard());
            return Err(problem);
        }
        self.discard()?;
        for path in changes.remove.keys() {
            // A folder that is not empty stays.
            let _ = path.parent().map(fs::remove_dir);
        }
        Ok(())
    }

    /// Puts new texts and copies of old ones beside the files, and then the journal.
    fn stage(&self, changes: &Changes, steps: &mut Vec<Step>) -> Result<(), Problem> {
        let sites = self.sites.all();
        let writes =
            changes.write.iter().map(|(path, (old, new))| (path, old.is_some(), Some(new)));
        let removals = changes.remove.keys().map(|path| (path, true, None));
        for (path, old, new) in writes.chain(removals) {
            let failed = |error: io::Error| unwritable(path.clone(), &error);
            let place = self.sites.locate(path);
            let place =
                place.and_then(|(index, relative)| Some((index, relative, sites.get(index)?)));
            let Some((site, relative, at)) = place else {
                return Err(failed(io::ErrorKind::InvalidInput.into()));
            };
            let number = steps.len();
            let folder = at.folder.join(FOLDER);
            if inspect::folder(&folder)? == Kind::Missing {
                fs::create_dir(&folder).map_err(failed)?;
            }
            if let Some(text) = new {
                write_new(&folder.join(new_name(number)), text.as_bytes(), path).map_err(failed)?;
            }
            if old {
                keep(path, &folder.join(old_name(number))).map_err(failed)?;
            }
            steps.push(Step { site, path: relative, old, new: new.is_some() });
        }
        let folder = self.sites.out().join(FOLDER);
        let failed = |error: io::Error| unwritable(folder.clone(), &error);
        if inspect::folder(&folder)? == Kind::Missing {
            fs::create_dir(&folder).map_err(failed)?;
        }
        let text = serde_json::to_vec(&steps).map_err(|error| failed(io::Error::other(error)))?;
        let journal = folder.join(NEW_JOURNAL);
        write_new(&journal, &text, Path::new("")).map_err(failed)?;
        fs::rename(&journal, folder.join(JOURNAL)).map_err(failed)
    }

    fn replace(&self, steps: &[Step]) -> Result<(), Problem> {
        let sites = self.sites.all();
        for (number, step) in steps.iter().enumerate() {
            let Some((site, target)) = place(&sites, step) else { continue };
            let failed = |error: io::Error| unwritable(target.clone(), &error);
            if step.new {
                let folder = target.parent().unwrap_or(site.folder);
                fs::create_dir_all(folder).map_err(failed)?;
                let new = site.folder.join(FOLDER).join(new_name(number));
                fs::rename(new, &target).map_err(failed)?;
            } else {
                fs::remove_file(&target).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Puts everything back to where it was. May be cut off and done again.
    fn undo(&self, steps: &[Step]) -> Result<(), Problem> {
        let sites = self.sites.all();
        for (number, step) in steps.iter().enumerate() {
            let Some((site, target)) = place(&sites, step) else { continue };
            let failed = |error: io::Error| unwritable(target.clone(), &error);
            let staged = |name: String| site.folder.join(FOLDER).join(name);
            let folder = target.parent().unwrap_or(site.folder);
            let is_folder = inspect::folder(folder)? == Kind::Folder;
            // Another program may have put a file there since.
            let there = if is_folder { inspect::read(&target)? } else { None };
            let is_foreign = there.as_ref().is_some_and(|text| !site.wrote(text));
            let old = staged(old_name(number));
            if step.old && kind(&old).is_ok_and(|found| found == Kind::File) {
                if there.is_some() && there == inspect::read(&old)? {
                    // It has not been replaced, perhaps because it refuses to be.
                    continue;
                }
                if is_foreign {
                    return Err(inspect::foreign(&target));
                }
                fs::create_dir_all(folder).map_err(failed)?;
                fs::rename(old, &target).map_err(failed)?;
            } else if !step.old && there.is_some() && !is_foreign {
                let new = staged(new_name(number));
                // A new text that is still waiting has not been moved, so the file is not from here.
                if kind(&new).is_ok_and(|found| found == Kind::Missing) {
                    fs::remove_file(&target).map_err(failed)?;
                    if folder != site.folder {
                        let _ = fs::remove_dir(folder);
                    }
                }
            }
        }
        Ok(())
    }

    /// Undoes what a run that was cut off left unfinished.
    fn recover(&mut self) -> Result<(), Problem> {
        let journal = self.sites.out().join(FOLDER).join(JOURNAL);
        if inspect::folder(&self.sites.out().join(FOLDER))? == Kind::Folder
            && let Some(text) = inspect::read(&journal)?
        {
            let steps: Vec<Step> =
                serde_json::from_slice(&text).map_err(|_| inspect::foreign(&journal))?;
            self.undo(&steps)?;
            self.recovered = true;
        }
        self.discard()
    }

    /// Removes the folders with files on their way, the journal first: it is what gives them a meaning.
    fn discard(&self) -> Result<(), Problem> {
        for (index, site) in self.sites.all().iter().enumerate() {
            let folder = site.folder.join(FOLDER);
            let found = kind(&folder).map_err(|error| unwritable(folder.clone(), &error))?;
            if found == Kind::Missing || (index > 0 && found != Kind::Folder) {
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
                if is_file && path.file_name().and_then(|name| name.to_str()).is_some_and(is_ours) {
                    fs::remove_file(&path).map_err(failed)?;
                }
            }
            // It stays if it holds something else, of which this program knows nothing.
            match fs::remove_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                    return Err(Box::new(Diagnostic::new(
                        "in-the-way",
                        Place::file(&folder),
                        "the generator keeps unfinished files here, and something else is among them",
                        "move everything out of this directory",
                    )));
                }
                done => done.map_err(failed)?,
            }
        }
        Ok(())
    }
}

/// Where a step of a journal leads; only to files that the generator writes.
fn place<'a>(sites: &[Site<'a>], step: &Step) -> Option<(Site<'a>, PathBuf)> {
    let site = *sites.get(step.site)?;
    Some((site, site.file_at(&step.path)?))
}

fn new_name(number: usize) -> String {
    format!("{number}.new")
}

fn old_name(number: usize) -> String {
    format!("{number}.old")
}

/// Whether a file has a name that this module gives.
fn is_ours(name: &str) -> bool {
    let number = name.strip_suffix(".new").or_else(|| name.strip_suffix(".old"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    matches!(name, JOURNAL | NEW_JOURNAL) || number.is_some_and(is_number)
}

/// Writes a file that is not there yet, with the rights of the one that it will replace.
fn write_new(path: &Path, text: &[u8], model: &Path) -> io::Result<()> {
    let mut file = fs::File::options().write(true).create_new(true).open(path)?;
    io::Write::write_all(&mut file, text)?;
    if let Ok(model) = fs::symlink_metadata(model) {
        // Worth no failure: the content is what counts.
        let _ = file.set_permissions(model.permissions());
    }
    Ok(())
}

/// Keeps a file under a second name, so that it is not missing for a moment while it is replaced.
fn keep(path: &Path, copy: &Path) -> io::Result<()> {
    match fs::hard_link(path, copy) {
        Ok(()) => Ok(()),
        // Not every file system has links, and not every file may be linked to.
        Err(_) => fs::copy(path, copy).map(drop),
    }
}

/// How often and at which distance another process is waited for.
#[cfg(unix)]
const PATIENCE: (u32, std::time::Duration) = (100, std::time::Duration::from_millis(100));

/// Locks a directory, which leaves no file behind; the system unlocks it when the process ends.
#[cfg(unix)]
fn lock(folder: &Path) -> Result<Option<fs::File>, Problem> {
    let file = fs::File::open(folder).map_err(|error| unwritable(folder.to_owned(), &error))?;
    for _ in 0..PATIENCE.0 {
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => return Ok(Some(file)),
            Err(fs4::TryLockError::WouldBlock) => std::thread::sleep(PATIENCE.1),
            // A file system without locks.
            Err(fs4::TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(Box::new(Diagnostic::new(
        "in-use",
        Place::file(folder),
        "another run of the generator is writing here",
        "wait until it has ended, and try again",
    )))
}

/// Directories cannot be locked here.
#[cfg(not(unix))]
fn lock(_folder: &Path) -> Result<Option<fs::File>, Problem> {
    Ok(None)
}
