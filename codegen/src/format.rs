//! Formatting: rustfmt on the files that are about to change. The templates already lay out code
//! like rustfmt for the constructs that `render::layout` knows, so unchanged files need no rustfmt
//! and a run without changes stays fast.

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
    let changed: Vec<(PathBuf, String)> = files
        .iter()
        .filter(|(path, text)| differs(&folder.join(path), text))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let chunks = changed.chunks(changed.len().div_ceil(threads).max(1));
    let formatted: Vec<Formatted> = std::thread::scope(|scope| {
        let handles: Vec<_> = chunks.map(|chunk| scope.spawn(|| format_all(chunk))).collect();
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

/// A file with its formatted text.
type Formatted = (PathBuf, Result<String, Unformatted>);

/// Formats files, most of them with a single process: starting one takes longer than formatting a
/// file.
fn format_all(files: &[(PathBuf, String)]) -> Vec<Formatted> {
    // rustfmt would look for the modules of an index beside it.
    let (indexes, others): (Vec<_>, Vec<_>) =
        files.iter().partition(|(path, _)| path.ends_with("mod.rs"));
    let together = match others.len() {
        0 | 1 => None,
        _ => Scratch::new().ok().and_then(|scratch| scratch.format(&others).ok().flatten()),
    };
    let one_by_one = |(path, text): &(PathBuf, String)| (path.clone(), format(path, text));
    let mut done: Vec<Formatted> = indexes.into_iter().map(one_by_one).collect();
    match together {
        Some(texts) => {
            let paths = others.iter().map(|(path, _)| path.clone());
            done.extend(paths.zip(texts.into_iter().map(Ok)));
        }
        // Finds the file that rustfmt rejects.
        None => done.extend(others.into_iter().map(one_by_one)),
    }
    done
}

/// A temporary folder, removed when dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> io::Result<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("genauth-codegen-{}-{number}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            // Fails if the folder exists, so that nothing in it is overwritten: a killed process with the
            // same id has left it.
            match fs::create_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                done => return done.map(|()| Self(folder)),
            }
        }
    }

    /// Returns the formatted texts in the same order; `None` if rustfmt rejects one of them.
    fn format(&self, files: &[&(PathBuf, String)]) -> io::Result<Option<Vec<String>>> {
        let paths: Vec<PathBuf> =
            (0..files.len()).map(|number| self.0.join(format!("{number}.rs"))).collect();
        for (path, (_, text)) in paths.iter().zip(files) {
            fs::write(path, text)?;
        }
        let output = rustfmt().args(&paths).output()?;
        match output.status.success() {
            true => paths.iter().map(fs::read_to_string).collect::<io::Result<_>>().map(Some),
            false => Ok(None),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder that stays behind does no harm: `new` takes another name.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn rustfmt() -> Command {
    let program = std::env::var_os("RUSTFMT").unwrap_or_else(|| OsString::from("rustfmt"));
    let mut rustfmt = Command::new(program);
    rustfmt.args(OPTIONS);
    rustfmt
}

/// Formats the text of a file.
///
/// # Errors
///
/// rustfmt is not installed, or rejects the text.
pub fn format(path: &Path, text: &str) -> Result<String, Unformatted> {
    let mut process = rustfmt()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Unformatted::Unavailable)?;
    let stdin = process.stdin.take();
    // rustfmt reads everything before it writes, so that neither side waits for the other.
    let written = stdin.map_or(Ok(()), |mut stdin| stdin.write_all(text.as_bytes()));
    let output = process.wait_with_output().map_err(Unformatted::Unavailable)?;
    match (written, String::from_utf8(output.stdout)) {
        (Ok(()), Ok(formatted)) if output.status.success() => Ok(formatted),
        (Err(error), _) if output.status.success() => Err(Unformatted::Unavailable(error)),
        _ => {
            let reason = String::from_utf8_lossy(&output.stderr).into_owned();
            Err(Unformatted::Rejected(path.to_owned(), reason))
        }
    }
}

/// Returns whether a file has another text. Special files are never opened.
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
            ("valid.rs".into(), "fn  valid( ) {}\n".to_owned()),
        ]);
        let problem = format_changed(&mut files, folder.path());
        let texts: Vec<&str> = files.values().map(String::as_str).collect();
        assert_eq!(texts, ["fn {\n", "pub mod missing;\n", "fn  same( ) {}\n", "fn valid() {}\n"]);
        let problem = problem.unwrap().to_string();
        assert!(problem.starts_with("invalid.rs is not formatted: "), "{problem}");
    }

    #[test]
    fn a_folder_that_stayed_behind_is_in_no_way() {
        let scratch = Scratch::new().unwrap();
        let (begin, number) = scratch.0.to_str().unwrap().rsplit_once('-').unwrap();
        let number: usize = number.parse().unwrap();
        // Other tests take numbers, too.
        let left: Vec<_> = (1..=5).map(|next| format!("{begin}-{}", number + next)).collect();
        let created = left.iter().filter(|folder| fs::create_dir(folder).is_ok());
        let created: Vec<&String> = created.collect();
        let next = Scratch::new().map(|scratch| scratch.0.clone());
        for folder in created {
            fs::remove_dir(folder).unwrap();
        }
        assert!(!left.iter().any(|folder| Path::new(folder) == next.as_ref().unwrap()));
    }

    #[test]
    fn valid_files_are_formatted_together() {
        let names = ["a.rs", "b.rs", "c.rs"];
        let files = names.map(|name| (PathBuf::from(name), "fn  name( ) {}\n".to_owned()));
        let scratch = Scratch::new().unwrap();
        let texts = scratch.format(&files.each_ref()).unwrap().unwrap();
        assert_eq!(texts, ["fn name() {}\n"; 3]);
        let folder = scratch.0.clone();
        drop(scratch);
        assert!(!folder.exists());
    }
}
