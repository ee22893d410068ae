//! `.ci/release`: what it checks, and that a release is made as a whole or not at all.

#![cfg(unix)]

mod repository;

use crate::support::USER;
use repository::Repository;

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
    for tag in ["v0.10.0", "v1.0.0-rc.1", "vendor"] {
        repository.git(&["tag", tag]);
    }
    let run = repository.refused(&["0.9.0", "--dry-run"]);
    assert!(run.err.contains("0.9.0 is not higher than 0.10.0, the last release"), "{run}");
}

#[test]
fn tag_of_another_branch_is_not_reused() {
    let repository = Repository::released();
    let other = repository.git(&["commit-tree", "HEAD^{tree}", "-m", "Elsewhere"]);
    repository.git(&["tag", "v0.1.1", other.trim()]);
    let run = repository.refused(&["0.1.1", "--dry-run"]);
    assert!(run.err.contains("there is a tag v0.1.1 outside of this branch"), "{run}");
}

#[test]
fn placeholders_stop_a_release_and_are_shown_by_a_dry_run() {
    let repository = Repository::released();
    repository.write("README.md", "# SDK\n\n**Status: not released.**\n");
    repository.edit(
        "Cargo.toml",
        "edition =",
        "repository = \"https://genauth.example/rust-sdk\"\nedition =",
    );
    repository.commit("Placeholders");
    repository.pass_ci();
    let run = repository.release(&["0.1.1", "--dry-run"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(run.out.matches("note: ").count(), 2, "{run}");
    let run = repository.refused(&["0.1.1"]);
    assert!(run.err.contains("the addresses in Cargo.toml are placeholders"), "{run}");
    assert!(run.err.contains("README.md says that the SDK is not released"), "{run}");
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
fn addition_needs_a_minor_version_from_1_0() {
    let repository = Repository::released();
    repository.set_version("1.0.0");
    repository.commit("Set the version");
    repository.git(&["tag", "v1.0.0"]);
    repository.edit(
        &format!("spec/{USER}"),
        "          x-identifying: true\n",
        "          x-identifying: true\n        nickname:\n          type: string\n          \
         description: Nickname.\n",
    );
    repository.generate();
    repository.commit("Add a field");
    repository.pass_ci();
    let run = repository.refused(&["1.0.1", "--dry-run"]);
    assert!(run.err.contains("1.0.1 is not enough for the changes since 1.0.0"), "{run}");
    assert!(run.out.contains("nickname"), "{run}");
    for words in [&["1.1.0", "--dry-run"][..], &["--dry-run"]] {
        let run = repository.release(words);
        assert_eq!(run.code, Some(0), "{run}");
    }
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

#[test]
fn dry_run_in_ci_passes_for_a_release_whose_tag_is_not_pushed_yet() {
    let repository = Repository::released();
    let run = repository.release(&["0.2.0"]);
    assert_eq!(run.code, Some(0), "{run}");
    repository.git(&["tag", "--delete", "v0.2.0"]);
    let run = repository.release(&["--dry-run"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("packaged 0.2.0"), "{run}");
}
