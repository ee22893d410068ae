//! The user pool to import into.

use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

use genauth::ManagementClient;
use genauth_emulator::Emulator;

/// A client for the user pool.
pub struct Target {
    pub admin: ManagementClient,
    /// Identifies the user pool in the journal, so that the journal of one pool is not used for another.
    pub name: String,
    /// Stops when dropped.
    emulator: Option<Emulator>,
}

impl Target {
    /// Creates a client from environment variables, or starts an emulator if there is no access key.
    pub async fn from_env() -> Result<Self, Box<dyn Error>> {
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
        let Some(id) = variable("GENAUTH_ACCESS_KEY_ID") else {
            let emulator = Emulator::start().await?;
            return Ok(Self {
                admin: emulator.management(),
                name: format!("emulator at {}", emulator.host()),
                emulator: Some(emulator),
            });
        };
        let host = variable("GENAUTH_HOST").unwrap_or_else(|| "default host".to_owned());
        let admin = ManagementClient::from_env()?;
        Ok(Self { admin, name: format!("{host}, access key {id}"), emulator: None })
    }

    /// Returns the path of the journal of an import from this file.
    pub fn journal(&self, users: &Path) -> io::Result<PathBuf> {
        if self.emulator.is_none() {
            return Ok(beside(users, ".journal"));
        }
        // The emulator starts empty, so the import starts from the beginning.
        let path = beside(users, ".emulator-journal");
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(path),
        }
    }
}

/// Returns the path of a file beside another: its name with a suffix.
pub fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}
