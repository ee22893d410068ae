//! The report of rows that failed.

use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

use super::{row::Failure, target::beside};

/// Returns the path of the report of an import from this file.
pub fn path(users: &Path) -> PathBuf {
    beside(users, ".failures.csv")
}

/// Writes the report; if no row failed, removes that of an earlier run.
pub fn write(users: &Path, failures: &[Failure]) -> Result<(), Box<dyn Error>> {
    let path = path(users);
    if failures.is_empty() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        };
    }
    let mut sorted: Vec<&Failure> = failures.iter().collect();
    sorted.sort_by_key(|failure| failure.line);
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(["line", "user", "reason"])?;
    for failure in sorted {
        let user = failure.key.as_ref().map(|key| key.value.clone()).unwrap_or_default();
        writer.write_record([&failure.line.to_string(), &user, &failure.reason])?;
    }
    writer.flush()?;
    Ok(())
}
