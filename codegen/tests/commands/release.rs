//! `.ci/release`: what it checks, and that a release is made as a whole or not at all.

#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use crate::support::{Run, USER, Workspace, put};

const CHANGELOG: &str = "CHANGELOG.md";

#[test]
fn dry_run_checks_everything_and_changes_nothing() {
    let repository = Repository::released();
    let before = repository.state();
    let run = repository.release(&["0.1.1", "--dry-run"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("packaged 0.1.1"), "{run}");
    assert!(run.out.ends_with("0.1.1 can be released; nothing is changed\n"), "{run}");
    assert_eq!(repository.state(), before);
}

#[test]
fn release_sets_the_version_everywhere() {
    let repository = Repository::released();
    let run = repository.release(&["0.2.0"]);
    assert_eq!(run.code, Some(0), "{run}");
    for file in ["Cargo.toml", "sdk/axum/Cargo.toml", "Cargo.lock"] {
        let text = repository.text(file);
        assert!(!text.contains("\"0.1.0\""), "{file}: {text}");
        assert!(text.contains("\"0.2.0\""), "{file}: {text}");
    }
    assert!(
        repository.text("Cargo.toml").contains("other = { path = \"other\", version = \"3.1\" }")
    );
    let changelog = repository.text(CHANGELOG);
    let (new, old) = changelog.split_once("\n## [0.2.0] - 2").expect("a section of the version");
    assert!(new.ends_with("\n## [Unreleased]\n"), "{changelog}");
    assert!(old.contains("- An entry."), "{changelog}");
    assert_eq!(
        repository.git(&["log", "-1", "--format=%s %D"]),
        "Release 0.2.0 HEAD -> main, tag: v0.2.0\n"
    );
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    let lines: Vec<&str> = run.out.lines().filter(|line| line.contains("cargo publish")).collect();
    assert_eq!(
        lines,
        ["genauth", "genauth-axum", "genauth-emulator"]
            .map(|name| format!("  cargo publish --locked -p {name}")),
        "{run}"
    );
}

#[test]
fn first_release_may_have_the_version_of_the_manifest() {
    let repository = Repository::new();
    let run = repository.release(&["0.1.0", "--dry-run"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("not compared: there is no earlier release"), "{run}");
}

#[test]
fn version_has_to_be_higher_than_the_last_one() {
    let repository = Repository::released();
    for version in ["0.1.0", "0.0.9"] {
        let run = repository.refused(&[version, "--dry-run"]);
        assert!(
            run.err.contains(&format!("{version} is not higher than 0.1.0, the last release")),
            "{run}"
        );
    }
    repository.git(&["tag", "v0.10.0"]);
    let run = repository.refused(&["0.9.0", "--dry-run"]);
    assert!(run.err.contains("0.9.0 is not higher than 0.10.0, the last release"), "{run}");
}

#[test]
fn text_that_is_no_version_is_refused() {
    let repository = Repository::new();
    for word in ["v0.2.0", "0.2", "0.2.0-rc.1", "0.02.0", "0.2.0 ", "next"] {
        let run = repository.refused(&[word]);
        assert!(run.err.contains(&format!("`{word}` is not a version")), "{run}");
    }
    for words in [&[][..], &["0.2.0", "0.3.0"], &["--dryrun", "0.2.0"], &["0.2.0", "--no-packages"]]
    {
        repository.refused(words);
    }
}

#[test]
fn uncommitted_changes_are_refused() {
    let repository = Repository::released();
    repository.write("notes.txt", "To do.\n");
    let run = repository.refused(&["0.1.1", "--dry-run"]);
    assert!(run.err.contains("the working tree has changes"), "{run}");
}

#[test]
fn other_branches_are_refused() {
    let repository = Repository::released();
    repository.git(&["switch", "--quiet", "--create", "topic"]);
    let run = repository.refused(&["0.1.1", "--dry-run"]);
    assert!(run.err.contains("releases are made from `main`, and this is topic"), "{run}");
}

#[test]
fn branch_that_lacks_commits_of_the_remote_is_refused() {
    let repository = Repository::released();
    repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repository.git(&["remote", "add", "origin", "."]);
    repository.git(&["branch", "--quiet", "--set-upstream-to=origin/main"]);
    repository.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    repository.pass_ci();
    let run = repository.refused(&["0.1.1", "--dry-run"]);
    assert!(run.err.contains("`main` lacks commits of origin/main"), "{run}");
}

#[test]
fn commit_that_ci_has_not_passed_is_refused() {
    let repository = Repository::released();
    repository.write("notes.txt", "Done.\n");
    repository.commit("Notes");
    let run = repository.refused(&["0.1.1", "--dry-run"]);
    assert!(run.err.contains("`.ci/run` has not passed for this commit"), "{run}");
}

#[test]
fn release_without_an_entry_in_the_changelog_is_refused() {
    let repository = Repository::released();
    repository.edit(CHANGELOG, "- An entry.\n", "");
    repository.commit("Remove the entry");
    repository.pass_ci();
    let run = repository.refused(&["0.1.1", "--dry-run"]);
    assert!(run.err.contains("CHANGELOG.md has no entries under *Unreleased*"), "{run}");
    let run = repository.release(&["--dry-run"]);
    assert_eq!(run.code, Some(0), "entries are written until the release: {run}");
}

#[test]
fn all_problems_are_listed_at_once() {
    let repository = Repository::released();
    repository.edit(CHANGELOG, "- An entry.\n", "");
    let run = repository.refused(&["0.1.0", "--dry-run"]);
    assert_eq!(run.err.matches("  = fix: ").count(), 4, "{run}");
}

#[test]
fn breaking_change_needs_a_higher_version() {
    let repository = Repository::released();
    repository.edit(&format!("spec/{USER}"), "operationId: listUsers", "operationId: findUsers");
    repository.generate();
    repository.commit("Rename an operation");
    repository.pass_ci();
    let run = repository.refused(&["0.1.1", "--dry-run"]);
    assert!(run.err.contains("0.1.1 is not enough for the changes since 0.1.0"), "{run}");
    assert!(run.out.contains("list_users"), "{run}");
    let run = repository.release(&["0.2.0", "--dry-run"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn failed_packages_leave_everything_as_it_was() {
    let repository = Repository::released();
    repository.write(".ci/packages", "#!/bin/sh\necho broken >&2\nexit 1\n");
    repository.commit("Break the packages");
    repository.pass_ci();
    let before = repository.state();
    let run = repository.release(&["0.1.1"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.err.contains("broken"), "{run}");
    assert_eq!(repository.state(), before);
}

#[test]
fn dry_run_in_ci_takes_the_next_version_and_uncommitted_changes() {
    let repository = Repository::released();
    repository.git(&["switch", "--quiet", "--detach"]);
    repository.edit(CHANGELOG, "An entry", "Another entry");
    let before = repository.state();
    let run = repository.release(&["--dry-run"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("packaged 0.1.1"), "{run}");
    assert_eq!(repository.state(), before);
    let run = repository.release(&["--dry-run", "--no-packages"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!run.out.contains("packaged"), "{run}");
}

/// A repository with a small spec, crates without code, and the scripts of this one.
struct Repository {
    workspace: Workspace,
}

impl Repository {
    /// Creates one whose first commit has passed CI.
    fn new() -> Self {
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
    fn released() -> Self {
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

    fn write(&self, file: &str, text: &str) {
        let path = self.workspace.root().join(file);
        put(&path, text);
        if file.starts_with(".ci/") {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.workspace.root().join(file)).unwrap()
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.text(file);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        self.write(file, &text.replacen(from, to, 1));
    }

    fn generate(&self) {
        self.workspace.generate();
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// Leaves the mark that `.ci/run` leaves at its end.
    fn pass_ci(&self) {
        let tree = self.git(&["rev-parse", "HEAD^{tree}"]);
        put(&self.workspace.root().join("target/ci-passed"), &tree);
    }

    fn git(&self, words: &[&str]) -> String {
        let run = self.run("git", words);
        assert_eq!(run.code, Some(0), "git {words:?}: {run}");
        run.out
    }

    fn cargo(&self, words: &[&str]) {
        let run = self.run(env!("CARGO"), words);
        assert_eq!(run.code, Some(0), "cargo {words:?}: {run}");
    }

    fn release(&self, words: &[&str]) -> Run {
        self.run(".ci/release", words)
    }

    /// Runs the command, which has to refuse the release and to change nothing.
    #[track_caller]
    fn refused(&self, words: &[&str]) -> Run {
        let before = self.state();
        let run = self.release(words);
        assert_eq!(run.code, Some(1), "{words:?}: {run}");
        assert!(run.err.contains("error: "), "{words:?}: {run}");
        assert_eq!(self.state(), before, "{words:?}");
        run
    }

    /// Returns what a release changes: commits, tags, branches, working trees and files.
    fn state(&self) -> String {
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
