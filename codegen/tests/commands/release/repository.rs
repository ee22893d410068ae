//! A repository to make releases of.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use super::CHANGELOG;
use crate::support::{Run, Workspace, put};

/// A repository with a small spec, crates without code, and the scripts of this one.
pub struct Repository {
    workspace: Workspace,
}

impl Repository {
    /// Creates one whose first commit has passed CI.
    pub fn new() -> Self {
        let repository = Self { workspace: Workspace::small() };
        let ci = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci");
        for script in ["release", "version", "last-release"] {
            repository
                .write(&format!(".ci/{script}"), &fs::read_to_string(ci.join(script)).unwrap());
        }
        for (file, text) in FILES {
            repository.write(file, text);
        }
        repository.generate();
        repository.cargo(&["generate-lockfile", "--offline"]);
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.commit("Start");
        repository.pass_ci();
        repository
    }

    /// Creates one that has released 0.1.0, and a change since.
    pub fn released() -> Self {
        let repository = Self::new();
        repository.git(&["tag", "v0.1.0"]);
        repository.edit(
            CHANGELOG,
            "- An entry.\n",
            "- An entry.\n\n## [0.1.0] - 2026-01-01\n\n- The first release.\n",
        );
        repository.commit("Write an entry");
        repository.pass_ci();
        repository
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.workspace.root().join(file);
        put(&path, text);
        if file.starts_with(".ci/") {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    pub fn text(&self, file: &str) -> String {
        fs::read_to_string(self.workspace.root().join(file)).unwrap()
    }

    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.text(file);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        self.write(file, &text.replacen(from, to, 1));
    }

    pub fn generate(&self) {
        self.workspace.generate();
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// Leaves the mark that `.ci/run` leaves at its end.
    pub fn pass_ci(&self) {
        let tree = self.git(&["rev-parse", "HEAD^{tree}"]);
        put(&self.workspace.root().join("target/ci-passed"), &tree);
    }

    pub fn git(&self, words: &[&str]) -> String {
        let run = self.run("git", words);
        assert_eq!(run.code, Some(0), "git {words:?}: {run}");
        run.out
    }

    fn cargo(&self, words: &[&str]) {
        let run = self.run(env!("CARGO"), words);
        assert_eq!(run.code, Some(0), "cargo {words:?}: {run}");
    }

    pub fn set_version(&self, version: &str) {
        let run = self.run(".ci/version", &[version]);
        assert_eq!(run.code, Some(0), "{run}");
    }

    pub fn release(&self, words: &[&str]) -> Run {
        self.run(".ci/release", words)
    }

    /// Runs the command, which has to refuse the release and to change nothing.
    #[track_caller]
    pub fn refused(&self, words: &[&str]) -> Run {
        let before = self.state();
        let run = self.release(words);
        assert_eq!(run.code, Some(1), "{words:?}: {run}");
        assert!(run.err.contains("error: "), "{words:?}: {run}");
        assert_eq!(self.state(), before, "{words:?}");
        run
    }

    /// Returns what a release changes: commits, tags, branches, working trees and files.
    pub fn state(&self) -> String {
        let commands: [&[&str]; 5] = [
            &["for-each-ref"],
            &["rev-parse", "HEAD"],
            &["status", "--porcelain"],
            &["diff", "HEAD"],
            &["worktree", "list"],
        ];
        commands.map(|words| self.git(words)).concat()
    }

    fn run(&self, program: &str, words: &[&str]) -> Run {
        let done = Command::new(program)
            .current_dir(self.workspace.root())
            .args(words)
            .env("GENERATOR", env!("CARGO_BIN_EXE_genauth-codegen"))
            .env("CARGO_TARGET_DIR", self.workspace.root().join("target"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "Maintainer")
            .env("GIT_AUTHOR_EMAIL", "maintainer@localhost")
            .env("GIT_COMMITTER_NAME", "Maintainer")
            .env("GIT_COMMITTER_EMAIL", "maintainer@localhost")
            .output()
            .unwrap();
        Run {
            code: done.status.code(),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }
}

/// The files of the repository beside its spec. `codegen` runs the generator that is tested.
const FILES: &[(&str, &str)] = &[
    (".gitignore", "/target\n"),
    (".ci/packages", "#!/bin/sh\ncd \"$(dirname \"$0\")/..\"\necho \"packaged $(.ci/version)\"\n"),
    (CHANGELOG, "# Changelog\n\n## [Unreleased]\n\n### genauth\n\n- An entry.\n"),
    (
        "Cargo.toml",
        r#"[workspace]
members = ["codegen", "other", "sdk", "sdk/axum", "sdk/emulator"]
default-members = ["codegen"]
resolver = "3"

[workspace.package]
version = "0.1.0"
edition = "2024"

[workspace.dependencies]
genauth = { path = "sdk", version = "0.1.0" }
genauth-axum = { path = "sdk/axum", version = "0.1.0" }
other = { path = "other", version = "3.1" }
"#,
    ),
    (
        "codegen/Cargo.toml",
        "[package]\nname = \"genauth-codegen\"\nversion.workspace = true\nedition.workspace = true\n",
    ),
    (
        "codegen/src/main.rs",
        r#"use std::{env, os::unix::process::CommandExt, process::Command};

fn main() {
    panic!("{}", Command::new(env::var("GENERATOR").unwrap()).args(env::args().skip(1)).exec());
}
"#,
    ),
    (
        "other/Cargo.toml",
        "[package]\nname = \"other\"\nversion = \"3.1.0\"\nedition.workspace = true\n",
    ),
    ("other/src/lib.rs", ""),
    (
        "sdk/Cargo.toml",
        "[package]\nname = \"genauth\"\nversion.workspace = true\nedition.workspace = true\n\n\
         [features]\n# modules: begin\n# modules: end\n",
    ),
    ("sdk/src/lib.rs", ""),
    (
        "sdk/axum/Cargo.toml",
        "[package]\nname = \"genauth-axum\"\nversion.workspace = true\nedition.workspace = true\n\n\
         [dependencies]\ngenauth = { path = \"..\", version = \"0.1.0\", default-features = false }\n\
         other.workspace = true\n",
    ),
    ("sdk/axum/src/lib.rs", ""),
    (
        "sdk/emulator/Cargo.toml",
        "[package]\nname = \"genauth-emulator\"\nversion.workspace = true\nedition.workspace = true\n\n\
         [dependencies]\ngenauth.workspace = true\n",
    ),
    ("sdk/emulator/src/lib.rs", ""),
];
