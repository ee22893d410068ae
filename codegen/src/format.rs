//! Formatting: rustfmt on the files that are about to change. The templates already lay out code like
//! rustfmt for the constructs that `render::layout` knows, so unchanged files need no rustfmt and a run
//! without changes stays fast.

use std::{
    ffi::OsString,
    fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use crate::file_kind::{Kind, kind};
use crate::render::FileSet;

/// The options of rustfmt; the same as in `rustfmt.toml`.
const OPTIONS: [&str; 4] =
    ["--edition", "2024", "--config", "max_width=100,use_small_heuristics=Max"];

/// Why a file keeps the layout of the templates.
#[derive(Debug)]
pub enum Unformatted {
    /// rustfmt cannot be run.
    Unavailable(io::Error),
    /// rustfmt rejects the text of a file, for this reason.
    Rejected(PathBuf, String),
}

impl fmt::Display for Unformatted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(error) => write!(
                f,
                "changed files are not formatted: rustfmt cannot be run ({error}); install it with \
                 `rustup component add rustfmt`"
            ),
            Self::Rejected(path, reason) => {
                let reason = reason.lines().next().unwrap_or_default();
                write!(f, "{} is not formatted: {reason}; correct its template", path.display())
            }
        }
    }
}

/// Formats the files that differ from those in `folder`. Files that cannot be formatted keep their
/// text; the first reason is returned.
pub fn format_changed(files: &mut FileSet, folder: &Path) -> Option<Unformatted> {
    let changed: Vec<(&PathBuf, &String)> =
        files.iter().filter(|(path, text)| differs(&folder.join(path), text)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((path, text)) = changed.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(((*path).clone(), format(path, text)));
        }
        done
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(changed.len());
    let formatted: Vec<(PathBuf, Result<String, Unformatted>)> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = handles.into_iter().map(|handle| match handle.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.flatten().collect()
    });
    let mut problem = None;
    for (path, text) in formatted {
        match text {
            Ok(text) => drop(files.insert(path, text)),
            Err(reason) => drop(problem.get_or_insert(reason)),
        }
    }
    problem
}

/// Formats the text of a file.
///
/// # Errors
///
/// rustfmt is not installed, or rejects the text.
pub fn format(path: &Path, text: &str) -> Result<String, Unformatted> {
    let program = std::env::var_os("RUSTFMT").unwrap_or_else(|| OsString::from("rustfmt"));
    // Standard input has no neighbors, so rustfmt does not look for the modules of an index.
    let mut rustfmt = Command::new(program)
        .args(OPTIONS)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Unformatted::Unavailable)?;
    let stdin = rustfmt.stdin.take();
    // rustfmt reads everything before it writes, so that neither side waits for the other.
    let written = stdin.map_or(Ok(()), |mut stdin| stdin.write_all(text.as_bytes()));
    let output = rustfmt.wait_with_output().map_err(Unformatted::Unavailable)?;
    match (written, String::from_utf8(output.stdout)) {
        (Ok(()), Ok(formatted)) if output.status.success() => Ok(formatted),
        (Err(error), _) if output.status.success() => Err(Unformatted::Unavailable(error)),
        _ => {
            let reason = String::from_utf8_lossy(&output.stderr).into_owned();
            Err(Unformatted::Rejected(path.to_owned(), reason))
        }
    }
}

/// Whether a file has another text. Special files are never opened.
fn differs(path: &Path, text: &str) -> bool {
    let is_file = kind(path).is_ok_and(|kind| kind == Kind::File);
    !is_file || fs::read(path).ok().as_deref() != Some(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_match_the_configuration_of_the_workspace() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rustfmt.toml");
        let text = fs::read_to_string(path).unwrap();
        let settings = text.lines().map(|line| line.replace([' ', '"'], ""));
        let mut settings: Vec<String> = settings.filter(|line| !line.is_empty()).collect();
        settings.sort();
        let [_, edition, _, config] = OPTIONS;
        let mut expected = vec![format!("edition={edition}")];
        expected.extend(config.split(',').map(str::to_owned));
        assert_eq!(settings, expected);
    }

    #[test]
    fn changed_files_are_formatted_and_invalid_ones_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("same.rs"), "fn  same( ) {}\n").unwrap();
        let mut files = FileSet::from([
            ("same.rs".into(), "fn  same( ) {}\n".to_owned()),
            ("mod.rs".into(), "pub  mod missing;\n".to_owned()),
            ("invalid.rs".into(), "fn {\n".to_owned()),
        ]);
        let problem = format_changed(&mut files, folder.path());
        let texts: Vec<&str> = files.values().map(String::as_str).collect();
        assert_eq!(texts, ["fn {\n", "pub mod missing;\n", "fn  same( ) {}\n"]);
        let problem = problem.unwrap().to_string();
        assert!(problem.starts_with("invalid.rs is not formatted: "), "{problem}");
    }
}
