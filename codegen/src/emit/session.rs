//! Writing to the targets: all changes or none.

use std::path::{Path, PathBuf};

use super::inspect::{self, Problem};
use super::journal::{Edit, Journal, Scope};
use super::plan::Changes;
use super::targets::{TargetFile, Targets, is_ours};

/// Exclusive access to the targets; one process at a time has it.
#[derive(Debug)]
pub struct Session {
    journal: Journal<Targets>,
    /// Whether an interrupted run has been undone.
    pub recovered: bool,
}

impl Session {
    /// Waits for other processes, and undoes a run that was interrupted.
    ///
    /// # Errors
    ///
    /// Another process does not end, or the interrupted run cannot be undone.
    pub fn start(targets: &Targets) -> Result<Self, Problem> {
        let journal = Journal::start(targets.clone())?;
        Ok(Self { recovered: journal.recovered, journal })
    }

    /// Makes the changes.
    ///
    /// # Errors
    ///
    /// A file cannot be written; the old output is then restored.
    pub fn apply(&mut self, changes: &Changes) -> Result<(), Problem> {
        let writes = changes.write.iter().map(|(file, (old, new))| Edit {
            file: file.clone(),
            old: old.is_some(),
            new: Some(new.as_str()),
        });
        let removals =
            changes.remove.keys().map(|file| Edit { file: file.clone(), old: true, new: None });
        self.journal.apply(&writes.chain(removals).collect::<Vec<_>>())
    }
}

impl Scope for Targets {
    type File = TargetFile;

    fn roots(&self) -> Vec<&Path> {
        self.folders().map(|(_, folder)| folder).collect()
    }

    fn locate(&self, file: &TargetFile) -> Option<(&Path, PathBuf)> {
        self.folder(file.target).zip(self.path_of(file))
    }

    fn digest(&self, _text: &str) -> Option<String> {
        None
    }

    fn is_ours(&self, file: &TargetFile, text: &[u8], _digest: Option<&str>) -> bool {
        is_ours(file.target, text)
    }

    fn foreign(&self, path: &Path) -> Problem {
        inspect::foreign(path)
    }
}
