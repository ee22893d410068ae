//! The state file of an emulator: locked by one process, and eventually written after every change,
//! despite temporary disk errors.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use fs4::TryLockError;
use tokio::sync::watch;

use crate::{clock::Clock, shared::Shared, snapshot, state::State};

/// Time to collect changes before they are written.
const SAVE_DELAY: Duration = Duration::from_millis(200);
/// Writing takes at most one part in this many of the time: a large state is written less often.
const MAX_WRITE_SHARE: u32 = 10;
/// Pause after the first failure; doubled after each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Time for an emulator that was just dropped to release its file.
const LOCK_TIMEOUT: Duration = Duration::from_secs(1);

/// A state file, locked by this process.
#[derive(Clone, Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    /// Releases the file when the last copy is dropped.
    _lock: Arc<File>,
}

impl StateFile {
    /// Locks a file, which need not exist, and removes unfinished files of an earlier process.
    ///
    /// # Errors
    ///
    /// Returns an error if its folder is missing or not writable, or another emulator uses the
    /// file.
    pub async fn open(path: &Path) -> io::Result<Self> {
        let shown = path.display();
        let folder = fs::canonicalize(snapshot::folder(path)).map_err(|error| {
            let advice = "create the folder, or choose another one";
            named(&error, &format!("the folder of the state file {shown}"), advice)
        })?;
        // A link is followed, so that it stays a link and all processes lock the same file.
        let path = match (fs::canonicalize(path), path.file_name()) {
            (Ok(path), _) => path,
            (Err(_), Some(name)) => folder.join(name),
            (Err(error), None) => return Err(named(&error, &format!("{shown}"), "choose a file")),
        };
        if path.is_dir() {
            let problem = format!("{shown} is a folder; choose a file in it");
            return Err(io::Error::new(io::ErrorKind::IsADirectory, problem));
        }
        let beside = snapshot::beside(&path, ".lock");
        let advice = "choose a writable folder";
        let lock = File::options().write(true).create(true).truncate(false).open(&beside);
        let lock = lock.map_err(|error| named(&error, &beside.display().to_string(), advice))?;
        take(&lock).await.map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::new(
                io::ErrorKind::WouldBlock,
                format!(
                    "another emulator uses the state file {shown}; stop it, or choose another file"
                ),
            ),
            TryLockError::Error(error) => named(&error, &beside.display().to_string(), advice),
        })?;
        snapshot::remove_unfinished(&path);
        Ok(Self { path, _lock: Arc::new(lock) })
    }

    /// Returns the saved emulator state, if any.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read or is damaged. The file is unchanged.
    pub fn read(&self, clock: &Clock) -> io::Result<Option<State>> {
        match self.path.exists() {
            true => snapshot::load(&self.path, clock).map(Some),
            false => Ok(None),
        }
    }

    /// Saves the emulator state now.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be written.
    pub fn save(&self, shared: &Shared) -> io::Result<()> {
        let saved = snapshot::save(shared, &self.path);
        saved.map_err(|error| {
            named(
                &error,
                &self.path.display().to_string(),
                "free disk space, or make the file writable",
            )
        })
    }

    /// Saves the emulator state after every change, until `stopped` is set. Failures are reported
    /// and retried.
    pub async fn keep(self, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
        let mut changes = shared.changes.subscribe();
        let mut failures = SaveFailures::default();
        loop {
            // After a failure, the save is due even without further changes.
            if failures.is_over() {
                tokio::select! {
                    _ = changes.changed() => {}
                    _ = stopped.changed() => return,
                }
            }
            let pause = failures.pause().max(SAVE_DELAY);
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stopped.changed() => return,
            }
            changes.borrow_and_update();
            let (file, source) = (self.clone(), Arc::clone(&shared));
            let begun = Instant::now();
            let saved = tokio::task::spawn_blocking(move || file.save(&source)).await;
            let took = begun.elapsed();
            if let Some(message) = failures.after(&saved.unwrap_or_else(|it| Err(it.into()))) {
                // If standard error is closed, the message is lost.
                let _ = writeln!(io::stderr(), "genauth-emulator: {message}");
            }
            tokio::select! {
                () = tokio::time::sleep(took * (MAX_WRITE_SHARE - 1)) => {}
                _ = stopped.changed() => return,
            }
        }
    }
}

/// Takes the lock, waiting briefly for an emulator that is releasing it.
async fn take(lock: &File) -> Result<(), TryLockError> {
    let end = Instant::now() + LOCK_TIMEOUT;
    loop {
        match fs4::FileExt::try_lock(lock) {
            Err(TryLockError::WouldBlock) if Instant::now() < end => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            done => return done,
        }
    }
}

fn named(error: &io::Error, what: &str, advice: &str) -> io::Error {
    io::Error::new(error.kind(), format!("{what}: {error}; {advice}"))
}

/// Number of consecutive failures to save, and the reported problem.
#[derive(Debug, Default)]
struct SaveFailures {
    failures: u32,
    reported: String,
}

impl SaveFailures {
    fn is_over(&self) -> bool {
        self.failures == 0
    }

    /// Returns the pause before the next attempt.
    fn pause(&self) -> Duration {
        match self.failures {
            0 => Duration::ZERO,
            failures => (FIRST_PAUSE * 2_u32.pow((failures - 1).min(8))).min(LONGEST_PAUSE),
        }
    }

    /// Returns the message to report after an attempt: a new problem, or its end.
    fn after(&mut self, saved: &io::Result<()>) -> Option<String> {
        match saved {
            Ok(()) => {
                let had_failed = !self.is_over();
                *self = Self::default();
                had_failed.then(|| "saving the state works again".to_owned())
            }
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                let problem = error.to_string();
                if problem == self.reported {
                    return None;
                }
                self.reported.clone_from(&problem);
                Some(format!(
                    "ERROR: cannot save the state: {problem} (changes since the last save are only \
                     in memory; the emulator retries until it succeeds)"
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_reported_once_and_so_is_its_end() {
        let failed = |problem: &str| Err(io::Error::other(problem.to_owned()));
        let mut failures = SaveFailures::default();
        assert_eq!(failures.after(&Ok(())), None);
        assert!(failures.after(&failed("disk full")).unwrap().contains("disk full"));
        assert_eq!(failures.after(&failed("disk full")), None);
        assert!(failures.after(&failed("no folder")).unwrap().contains("no folder"));
        assert!(failures.after(&Ok(())).unwrap().contains("works again"));
        assert_eq!(failures.after(&Ok(())), None);
    }

    #[test]
    fn pause_between_attempts_grows_to_a_limit() {
        let mut failures = SaveFailures::default();
        let mut pauses = Vec::new();
        for _ in 0..40 {
            let _ = failures.after(&Err(io::Error::other("disk full")));
            pauses.push(failures.pause());
        }
        assert_eq!(pauses.first(), Some(&FIRST_PAUSE));
        assert!(pauses.is_sorted());
        assert_eq!(pauses.last(), Some(&LONGEST_PAUSE));
    }
}
