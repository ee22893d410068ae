//! Tests against the emulator.
//!
//! ```text
//! cargo test -p genauth --example import_users
//! ```

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod faults;
mod files;
mod interruption;
mod rows;

use std::{fs, path::PathBuf, time::Duration};

use genauth::{ManagementClient, management::ListUsersRequestDto};
use genauth_emulator::Emulator;
use indicatif::ProgressBar;
use tempfile::TempDir;

use super::{
    chunk::Patience,
    export,
    import::{Import, Summary},
    report, sample,
};

/// An emulator, and a folder with the file to import.
pub struct Setup {
    pub emulator: Emulator,
    pub admin: ManagementClient,
    pub users: PathBuf,
    folder: TempDir,
}

impl Setup {
    pub async fn new() -> Self {
        let emulator = Emulator::start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let users = folder.path().join("users.csv");
        Self { admin: emulator.management(), emulator, users, folder }
    }

    pub async fn with_sample(count: u64) -> Self {
        let setup = Self::new().await;
        sample::write(&setup.users, count).unwrap();
        setup
    }

    pub async fn with_text(text: &str) -> Self {
        let setup = Self::new().await;
        setup.write(text);
        setup
    }

    pub fn write(&self, text: impl AsRef<[u8]>) {
        fs::write(&self.users, text).unwrap();
    }

    pub fn import(&self) -> Import<'_> {
        import(&self.admin, self.folder.path().join("journal"))
    }

    pub async fn run(&self) -> Result<Summary, String> {
        let result = self.import().run(&self.users, &ProgressBar::hidden()).await;
        result.map_err(|error| error.to_string())
    }

    /// Returns the text of an export.
    pub async fn exported(&self) -> String {
        let file = self.folder.path().join("export.csv");
        export::write(&self.admin, &file).await.unwrap();
        fs::read_to_string(file).unwrap()
    }

    pub fn text(&self) -> String {
        fs::read_to_string(&self.users).unwrap()
    }

    pub fn failures(&self) -> String {
        fs::read_to_string(report::path(&self.users)).unwrap_or_default()
    }

    pub async fn count(&self) -> i64 {
        self.admin.list_users(ListUsersRequestDto::new()).await.unwrap().total_count
    }

    /// Returns the number of requests that created users.
    pub fn requests(&self) -> usize {
        self.emulator.calls_of("createUsersBatch").unwrap().len()
    }
}

/// An import that does not pause.
pub fn import(admin: &ManagementClient, journal: PathBuf) -> Import<'_> {
    let patience = Patience { failures: 4, pause: Duration::ZERO };
    Import { admin, target: "test pool", journal, patience }
}

pub fn created(created: u64) -> Summary {
    Summary { created, ..Summary::default() }
}
