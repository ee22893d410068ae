//! Programs that peers need, and tests that are skipped without them.

#![allow(clippy::panic, reason = "fails the test that needs a peer")]

use std::{
    collections::BTreeSet,
    env,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, OnceLock, PoisonError},
    thread,
};

/// The first version of Node.js that runs the peers.
const NODE: u32 = 20;
/// The first one has no windows, and takes half the time of the others.
const BROWSERS: [&str; 5] =
    ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"];

/// Returns a program, or `None` after a line that names the skipped test.
///
/// # Panics
/// If the program is missing and `GENAUTH_REQUIRE_PEERS` is `1`.
pub fn available<T>(program: Result<T, String>) -> Option<T> {
    let problem = match program {
        Ok(program) => return Some(program),
        Err(problem) => problem,
    };
    if env::var("GENAUTH_REQUIRE_PEERS").is_ok_and(|value| value == "1") {
        panic!("{problem}");
    }
    static WRITTEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let thread = thread::current();
    let line = format!("skipped {}: {problem}\n", thread.name().unwrap_or("a test"));
    // A test may ask again.
    if WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).insert(line.clone()) {
        // Standard error itself is not captured, unlike the output of `eprintln!`.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    None
}

/// Returns the folder of the scripts.
#[must_use]
pub fn scripts() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

/// Returns the folder with the packages that the scripts use. Installs them if they are missing.
pub fn packages() -> Result<&'static Path, String> {
    static PACKAGES: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    PACKAGES.get_or_init(npm).as_deref().map_err(Clone::clone)
}

/// Returns the folder with Python and the packages that the scripts in Python use. Installs them if they
/// are missing.
pub fn python() -> Result<&'static Path, String> {
    static PACKAGES: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let install = || required("python3").and_then(|_| install("python"));
    PACKAGES.get_or_init(install).as_deref().map_err(Clone::clone)
}

fn npm() -> Result<PathBuf, String> {
    let wanted = format!("Node.js {NODE} or later is missing; install Node.js and npm");
    let version = output(Command::new("node").arg("--version")).map_err(|_| wanted.clone())?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|it| it.parse().ok());
    if major.is_none_or(|major: u32| major < NODE) {
        return Err(wanted);
    }
    install("npm")
}

fn install(registry: &str) -> Result<PathBuf, String> {
    let mut install = Command::new(scripts().join("install"));
    // A test run without network fails soon; `tests/peers/install` alone is more patient.
    install.arg(registry).env("npm_config_fetch_retries", "0").env("PIP_RETRIES", "0");
    output(&mut install)
        .map(PathBuf::from)
        .map_err(|problem| format!("tests/peers/install {registry} failed: {problem}"))
}

/// Returns the path of a program, or what to do without it.
fn required(name: &str) -> Result<PathBuf, String> {
    program(name).ok_or_else(|| format!("{name} is missing; install it"))
}

/// Returns the path of Chromium.
pub fn chromium() -> Result<PathBuf, String> {
    if let Some(path) = env::var_os("GENAUTH_CHROMIUM") {
        return Ok(path.into());
    }
    let found = BROWSERS.into_iter().find_map(program);
    found.ok_or_else(|| "Chromium is missing; install it, or set `GENAUTH_CHROMIUM`".to_owned())
}

/// Returns the path of `xmlsec1`, which verifies signatures of XML documents.
pub fn xmlsec1() -> Result<PathBuf, String> {
    required("xmlsec1")
}

/// Returns the path of `redis-server`.
pub fn redis_server() -> Result<PathBuf, String> {
    required("redis-server")
}

/// Returns the path of `openssl`, which creates certificates.
pub fn openssl() -> Result<PathBuf, String> {
    required("openssl")
}

/// Finds a program in the `PATH`.
fn program(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(reason.split_whitespace().collect::<Vec<_>>().join(" "))
}
