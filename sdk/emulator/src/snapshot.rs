//! Emulator state as text, and in a file with a checksum.

use std::{
    ffi::OsString,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{clock::Clock, shared::Shared, state::State};

/// Version of the file format. Files with another version are rejected.
const VERSION: u32 = 3;
/// Prefix of a file, followed by the checksum of the rest in hexadecimal digits.
const CHECKSUM: &str = "{\"checksum\":\"sha256:";
/// Separator between the checksum and the rest.
const REST: &str = "\",";
/// Number of digits in a checksum.
const DIGITS: usize = 64;
/// Suffix of the names of files that are being written.
const UNFINISHED: &str = ".unfinished";

/// The emulator state, and the offset of its clock.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Snapshot {
    /// Protects files. A state that comes over HTTP may have been edited, so its checksum is
    /// ignored.
    #[serde(default, skip_serializing)]
    #[allow(dead_code, reason = "read from files before the other fields")]
    checksum: Option<String>,
    version: u32,
    ahead_milliseconds: i64,
    state: State,
}

/// The part of a file that is needed to determine its version.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

fn invalid(problem: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem.into())
}

/// Returns the emulator state as text. Calls wait only for the quick copy, not for the
/// serialization.
pub(crate) fn write(shared: &Shared) -> io::Result<String> {
    let ahead_milliseconds = shared.clock.ahead();
    let state = shared.state().clone();
    let snapshot = Snapshot { checksum: None, version: VERSION, ahead_milliseconds, state };
    let text = serde_json::to_string(&snapshot).map_err(io::Error::other)?;
    let rest = text.strip_prefix('{').unwrap_or(&text);
    Ok(format!("{CHECKSUM}{}{REST}{rest}", checksum(rest.as_bytes())))
}

fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads an emulator state, and restores the clock.
///
/// # Errors
///
/// Returns an error if the text is invalid or has another version. The clock is unchanged then.
pub(crate) fn read(text: &str, clock: &Clock) -> io::Result<State> {
    let versioned: Versioned = serde_json::from_str(text)
        .map_err(|error| invalid(format!("not a saved state: {error}")))?;
    if versioned.version != VERSION {
        return Err(invalid(format!(
            "the state has version {}, but this emulator reads version {VERSION}; delete it \
             to start with an empty state",
            versioned.version
        )));
    }
    let snapshot: Snapshot = serde_json::from_str(text)
        .map_err(|error| invalid(format!("the saved state is damaged: {error}")))?;
    clock.set_ahead(snapshot.ahead_milliseconds);
    Ok(snapshot.state)
}

/// Returns the folder of a file.
pub(crate) fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Returns the path of a file with a suffix added to its name.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(end);
    path.with_file_name(name)
}

/// Writes a file atomically: a new file replaces it once it is on disk.
pub(crate) fn save(shared: &Shared, path: &Path) -> io::Result<()> {
    let text = write(shared)?;
    replace(path, text.as_bytes()).map_err(without_name)
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder(path);
    let name = beside(path, ".");
    let mut file = tempfile::Builder::new()
        .prefix(name.file_name().unwrap_or_default())
        .suffix(UNFINISHED)
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // Syncing the folder makes the rename durable; not every system can open a folder.
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Removes the name of the temporary file from an error, since it differs every time.
fn without_name(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path ") {
        Some((cause, _)) => io::Error::new(error.kind(), cause),
        None => error,
    }
}

/// Removes temporary files left by killed processes. No other process may be writing the file.
pub(crate) fn remove_unfinished(path: &Path) {
    let start = beside(path, ".");
    let start = start.file_name().unwrap_or_default().as_encoded_bytes();
    for entry in fs::read_dir(folder(path)).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(start) && name.ends_with(UNFINISHED.as_bytes()) {
            // Keeping the file does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Reads a file.
///
/// # Errors
///
/// Returns an error if the file cannot be read, is damaged, or has another version.
pub(crate) fn load(path: &Path, clock: &Clock) -> io::Result<State> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let bytes = fs::read(path).map_err(named)?;
    let text = intact(&bytes).map_err(named)?;
    read(text, clock).map_err(named)
}

/// Returns the text of a file if its checksum matches.
fn intact(bytes: &[u8]) -> io::Result<&str> {
    let damaged = |problem: &str| {
        invalid(format!(
            "the state file is damaged: {problem}; it was not changed; restore a copy, or move \
             it away to start with an empty state"
        ))
    };
    let bytes = bytes.trim_ascii_end();
    let Some((given, rest)) = split(bytes) else {
        // Earlier versions had no checksum.
        let other: Option<Versioned> = serde_json::from_slice(bytes).ok();
        return match other.filter(|other| other.version != VERSION) {
            Some(_) => std::str::from_utf8(bytes).map_err(|error| damaged(&error.to_string())),
            None => Err(damaged("its checksum is missing")),
        };
    };
    if checksum(rest).as_bytes() != given {
        return Err(damaged("its checksum does not match"));
    }
    std::str::from_utf8(bytes).map_err(|error| damaged(&error.to_string()))
}

/// Splits a file into its checksum and the bytes that it covers.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (given, rest) = bytes.strip_prefix(CHECKSUM.as_bytes())?.split_at_checked(DIGITS)?;
    Some((given, rest.strip_prefix(REST.as_bytes())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_is_detected() {
        let rest = format!("\"version\":{VERSION},\"state\":{{}}}}");
        let text = format!("{CHECKSUM}{}{REST}{rest}", checksum(rest.as_bytes()));
        assert_eq!(intact(text.as_bytes()).unwrap(), text);
        assert!(intact(format!("{text}\n").as_bytes()).is_ok(), "as editors leave it");
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                assert!(intact(&bytes).is_err(), "bit {bit} of byte {at}");
            }
        }
        assert!(intact(b"").is_err() && intact(b"{}").is_err());
    }

    #[test]
    fn earlier_file_version_is_reported() {
        let clock = Clock::new();
        let text = intact(b"{\"version\":1,\"state\":{}}").unwrap();
        let error = read(text, &clock).unwrap_err().to_string();
        assert!(error.contains("version 1"), "{error}");
    }
}
