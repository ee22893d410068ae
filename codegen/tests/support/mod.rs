//! A small valid spec in a temporary folder, and runs of the program on it.

// Each test binary uses its own part of this.
#![allow(dead_code)]

pub mod expected;
pub mod report;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

pub use report::{Problem, Run};

/// `common.yaml` of the small spec.
pub const COMMON: &str = "common.yaml";
/// Its module of the authentication API.
pub const MFA: &str = "authentication/mfa.yaml";
/// Its module of the management API.
pub const USER: &str = "management/user.yaml";

const COMMON_TEXT: &str = include_str!("common.yaml");
const MFA_TEXT: &str = include_str!("mfa.yaml");
const USER_TEXT: &str = include_str!("user.yaml");

/// A workspace: `spec`, and `sdk` for the generated code.
pub struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// Creates one with the small spec.
    pub fn small() -> Self {
        let workspace = Self::empty();
        for (file, text) in [(COMMON, COMMON_TEXT), (MFA, MFA_TEXT), (USER, USER_TEXT)] {
            workspace.write(file, text);
        }
        workspace
    }

    /// Creates one without a spec.
    pub fn empty() -> Self {
        let workspace = Self { folder: TempDir::new().unwrap() };
        fs::create_dir_all(workspace.spec()).unwrap();
        fs::create_dir_all(workspace.root().join("sdk")).unwrap();
        workspace
    }

    /// Creates one with a copy of the spec of the SDK.
    pub fn real() -> Self {
        let workspace = Self::empty();
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        for (file, text) in texts(&spec) {
            workspace.write(file.to_str().unwrap(), &text);
        }
        workspace
    }

    /// Returns the folder of the workspace.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the folder of the spec.
    pub fn spec(&self) -> PathBuf {
        self.root().join("spec")
    }

    /// Returns the folder of the generated code.
    pub fn out(&self) -> PathBuf {
        self.root().join("sdk/src/generated")
    }

    /// Writes a file of the spec.
    pub fn write(&self, file: &str, text: &str) {
        put(&self.spec().join(file), text);
    }

    /// Returns the text of a file of the spec.
    pub fn text(&self, file: &str) -> String {
        fs::read_to_string(self.spec().join(file)).unwrap()
    }

    /// Replaces a text that a file contains exactly once.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.text(file);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        self.write(file, &text.replacen(from, to, 1));
    }

    /// Marks a schema of a file as unused.
    pub fn keep(&self, file: &str, schema: &str) {
        let name = format!("\n    {schema}:\n");
        self.edit(file, &name, &format!("{name}      x-unused: Modules to come use it.\n"));
    }

    /// Removes a file of the spec.
    pub fn remove(&self, file: &str) {
        fs::remove_file(self.spec().join(file)).unwrap();
    }

    /// Runs the program in the folder of the workspace.
    pub fn run(&self, words: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_genauth-codegen"));
        let done = command.current_dir(self.root()).args(words).output().unwrap();
        Run {
            code: done.status.code(),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// Runs `generate`, which must succeed.
    pub fn generate(&self) -> Run {
        let run = self.run(&["generate"]);
        assert_eq!(run.code, Some(0), "{run}");
        run
    }

    /// Returns the generated files with their texts.
    pub fn generated(&self) -> BTreeMap<PathBuf, String> {
        texts(&self.out())
    }
}

/// Writes a file and its parent folders.
pub fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Returns every file below `folder` with its text; none if the folder does not exist.
pub fn texts(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), text);
            }
        }
    }
    found
}
