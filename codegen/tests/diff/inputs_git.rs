//! Revisions of git. No global configuration is read, and nothing uses the network.

use std::path::Path;
use std::process::Command;

use crate::support::{COMMON, MFA, Run, USER, Workspace, put};
use crate::versions::{bundle, manifest, reword_summary};

/// A command without the configuration of the machine.
fn isolated(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Test");
        command.env(format!("GIT_{role}_EMAIL"), "test@example.org");
        command.env(format!("GIT_{role}_DATE"), "2026-01-01T00:00:00Z");
    }
    command
}

fn git(folder: &Path, words: &[&str]) {
    let done = isolated("git", folder).args(words).output().unwrap();
    assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn commit(folder: &Path) {
    git(folder, &["add", "-A"]);
    git(folder, &["-c", "commit.gpgsign=false", "commit", "-q", "-m", "Change"]);
}

/// Runs `diff` in a folder, with JSON as format unless the words say otherwise.
fn diff_in(folder: &Path, words: &[&str]) -> Run {
    let mut command = isolated(env!("CARGO_BIN_EXE_genauth-codegen"), folder);
    let done = command.arg("diff").args(words).output().unwrap();
    Run {
        code: done.status.code(),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

#[track_caller]
fn nothing(folder: &Path, words: &[&str]) {
    let run = diff_in(folder, words);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run}");
    assert!(run.out.contains("\nno changes: "), "{run}");
}

#[track_caller]
fn refused(folder: &Path, words: &[&str]) -> String {
    let run = diff_in(folder, words);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run}");
    run.err
}

/// Creates a repository with the small spec in its first commit, tagged `v0.1.0`.
fn repository() -> Workspace {
    let workspace = Workspace::small();
    put(&workspace.root().join("Cargo.toml"), &manifest("0.1.0"));
    git(workspace.root(), &["init", "-q", "-b", "main"]);
    commit(workspace.root());
    git(workspace.root(), &["tag", "v0.1.0"]);
    workspace
}

/// Moves the schema `ResetFactorDto` to the shared file.
fn move_schema(workspace: &Workspace) {
    let text = workspace.text(MFA);
    let (before, rest) = text.split_once("    ResetFactorDto:\n").unwrap();
    let moved = format!("    ResetFactorDto:\n{rest}");
    let from = "\"#/components/schemas/ResetFactorDto\"";
    let to = "\"../common.yaml#/components/schemas/ResetFactorDto\"";
    workspace.write(MFA, &before.replace(from, to));
    workspace.write(COMMON, &format!("{}{moved}", workspace.text(COMMON)));
}

#[test]
fn d21_each_side_reads_all_files_from_its_own_revision() {
    let workspace = repository();
    move_schema(&workspace);
    commit(workspace.root());
    // The work tree fits neither of the two.
    workspace.remove(USER);
    workspace.write(MFA, "changed: [");
    workspace.write("management/role.yaml", "new: [");
    let run = diff_in(workspace.root(), &["HEAD~1", "HEAD", "--check"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run}");
    assert!(!run.out.contains("reset_factor"), "{run}");
    nothing(workspace.root(), &["v0.1.0", "HEAD~1"]);
    let error = refused(workspace.root(), &["HEAD"]);
    assert!(error.starts_with("error: `spec` has problems"), "{error}");
}

#[test]
fn d21_files_renamed_between_revisions_belong_to_their_revision() {
    let workspace = repository();
    workspace.edit(COMMON, "[user]", "[member]");
    let text = workspace.text(USER).replace("tags: [user]", "tags: [member]");
    workspace.write("management/member.yaml", &text.replace("name: user", "name: member"));
    workspace.remove(USER);
    commit(workspace.root());
    let run = diff_in(workspace.root(), &["v0.1.0", "HEAD"]);
    assert_ne!(run.code, Some(2), "{run}");
    nothing(workspace.root(), &["HEAD", "spec"]);
    git(workspace.root(), &["mv", "spec", "description"]);
    commit(workspace.root());
    let error = refused(workspace.root(), &["v0.1.0", "HEAD"]);
    assert!(error.contains("name its directory: `HEAD:path/to/spec`"), "{error}");
    nothing(workspace.root(), &["HEAD~1", "HEAD:description"]);
    nothing(workspace.root(), &["HEAD~1:", "HEAD:./description"]);
}

#[test]
fn d21_revision_is_compared_with_the_dirty_work_tree() {
    let workspace = repository();
    nothing(workspace.root(), &["v0.1.0"]);
    reword_summary(&workspace);
    let run = diff_in(workspace.root(), &["HEAD"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("ManagementClient::list_users"), "{run}");
    nothing(workspace.root(), &["v0.1.0", "HEAD"]);
}

#[test]
fn d21_version_numbers_come_from_the_revision() {
    let workspace = repository();
    put(&workspace.root().join("Cargo.toml"), &manifest("0.2.0"));
    let run = diff_in(workspace.root(), &["v0.1.0"]);
    assert!(run.out.starts_with("v0.1.0 (0.1.0) → spec (0.2.0)\n"), "{run}");
}

#[test]
fn d21_shallow_clone_says_which_fetch_helps() {
    let workspace = repository();
    for round in 0..3 {
        workspace.write("notes.txt", &round.to_string());
        commit(workspace.root());
    }
    let folder = tempfile::TempDir::new().unwrap();
    let source = format!("file://{}", workspace.root().display());
    git(folder.path(), &["clone", "-q", "--depth=1", &source, "clone"]);
    let clone = folder.path().join("clone");
    nothing(&clone, &["HEAD", "HEAD"]);
    let error = refused(&clone, &["HEAD~1", "HEAD"]);
    assert!(
        error.contains("shallow clone") && error.contains("`git fetch --unshallow`"),
        "{error}"
    );
    let error = refused(&clone, &["v0.1.0", "HEAD"]);
    assert!(error.contains("`git fetch --depth=1 origin tag v0.1.0`"), "{error}");
    git(&clone, &["fetch", "-q", "--depth=1", "origin", "tag", "v0.1.0"]);
    nothing(&clone, &["v0.1.0", "HEAD"]);
    git(&clone, &["fetch", "-q", "--unshallow"]);
    nothing(&clone, &["HEAD~2", "HEAD"]);
}

#[test]
fn d21_partial_clone_gets_nothing_from_its_remote() {
    let workspace = repository();
    reword_summary(&workspace);
    commit(workspace.root());
    git(workspace.root(), &["config", "uploadpack.allowFilter", "true"]);
    let source = format!("file://{}", workspace.root().display());
    for filter in ["--filter=blob:none", "--filter=tree:0"] {
        let folder = tempfile::TempDir::new().unwrap();
        git(folder.path(), &["clone", "-q", filter, &source, "clone"]);
        let clone = folder.path().join("clone");
        nothing(&clone, &["HEAD", "spec"]);
        for _ in 0..2 {
            let error = refused(&clone, &["HEAD~1", "HEAD"]);
            assert!(error.contains("partial clone"), "{error}");
            assert!(error.contains("`git fetch --refetch --no-filter`"), "{error}");
        }
        git(&clone, &["fetch", "-q", "--refetch", "--no-filter"]);
        let run = diff_in(&clone, &["HEAD~1", "HEAD"]);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(run.out.contains("list_users"), "{run}");
    }
}

#[test]
fn d21_subfolders_worktrees_and_bare_repositories_work() {
    let workspace = repository();
    reword_summary(&workspace);
    commit(workspace.root());
    for folder in ["sdk", "spec/management"] {
        std::fs::create_dir_all(workspace.root().join(folder)).unwrap();
        nothing(&workspace.root().join(folder), &["HEAD"]);
        nothing(&workspace.root().join(folder), &["HEAD", "HEAD"]);
    }
    nothing(&workspace.root().join("sdk"), &["HEAD", "HEAD:./../spec"]);
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("tree");
    git(workspace.root(), &["worktree", "add", "-q", path.to_str().unwrap(), "v0.1.0"]);
    let run = diff_in(&path, &["main"]);
    assert!(run.out.contains("list_users"), "{run}");
    let source = workspace.root().to_str().unwrap();
    git(folder.path(), &["clone", "-q", "--bare", source, "bare"]);
    let run = diff_in(&folder.path().join("bare"), &["v0.1.0", "main"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("list_users"), "{run}");
}

#[test]
fn d21_spec_in_a_subfolder_of_the_repository_is_found() {
    let workspace = Workspace::small();
    let folder = tempfile::TempDir::new().unwrap();
    let inner = folder.path().join("rust");
    std::fs::create_dir_all(inner.join("sdk")).unwrap();
    for (file, text) in crate::support::texts(&workspace.spec()) {
        put(&inner.join("spec").join(file), &text);
    }
    put(&inner.join("Cargo.toml"), &manifest("0.3.0"));
    git(folder.path(), &["init", "-q", "-b", "main"]);
    commit(folder.path());
    nothing(&inner, &["HEAD"]);
    let run = diff_in(&inner, &["HEAD:rust", "HEAD:rust/spec"]);
    assert!(run.out.starts_with("HEAD:rust (0.3.0) → HEAD:rust/spec (0.3.0)\n"), "{run}");
}

#[test]
fn paths_win_over_revisions() {
    let workspace = repository();
    git(workspace.root(), &["tag", "old"]);
    reword_summary(&workspace);
    for (file, text) in crate::support::texts(&workspace.spec()) {
        put(&workspace.root().join("old").join(file), &text);
    }
    nothing(workspace.root(), &["old"]);
    let run = diff_in(workspace.root(), &["refs/tags/old"]);
    assert!(run.out.contains("list_users"), "{run}");
}

#[test]
fn misspelled_revisions_are_corrected() {
    let workspace = repository();
    for (name, meant) in [("v0.1.1", "v0.1.0"), ("mian", "main"), ("0.1.0", "v0.1.0")] {
        let error = refused(workspace.root(), &[name]);
        assert!(error.contains("is neither a path nor a revision of git"), "{error}");
        assert!(error.contains(&format!("did you mean `{meant}`?")), "{error}");
    }
    let error = refused(workspace.root(), &["HEAD~9"]);
    assert!(error.contains("`HEAD` exists, but has no such ancestor"), "{error}");
    let error = refused(workspace.root(), &["HEAD:gone"]);
    assert!(error.contains("the revision `HEAD` has no path `gone`"), "{error}");
    refused(workspace.root(), &["HEAD:../outside"]);
    refused(workspace.root(), &["HEAD:Cargo.toml"]);
}

#[test]
fn names_that_look_like_options_are_names() {
    let workspace = repository();
    for name in ["-h", "--all", "--output=written", "--upload-pack=touch written"] {
        let error = refused(workspace.root(), &["--", name]);
        assert!(error.contains("is neither a path nor a revision"), "{error}");
    }
    assert!(!workspace.root().join("written").exists());
}

#[test]
fn bundles_of_a_revision_are_read() {
    let workspace = repository();
    for api in ["authentication", "management"] {
        bundle(&workspace, "spec", api, &format!("{api}.json"));
    }
    commit(workspace.root());
    for api in ["authentication", "management"] {
        std::fs::remove_file(workspace.root().join(format!("{api}.json"))).unwrap();
    }
    nothing(workspace.root(), &["HEAD:authentication.json,HEAD:management.json", "spec"]);
}

#[cfg(unix)]
#[test]
fn links_in_a_revision_are_refused() {
    let workspace = repository();
    workspace.remove(USER);
    let target = workspace.spec().join(MFA);
    std::os::unix::fs::symlink(target, workspace.spec().join(USER)).unwrap();
    commit(workspace.root());
    let error = refused(workspace.root(), &["HEAD", "HEAD~1"]);
    assert!(error.contains("--> HEAD:spec/management/user.yaml"), "{error}");
    assert!(error.contains("symbolic links are not followed"), "{error}");
}

#[test]
fn problems_of_a_revision_have_its_lines() {
    let workspace = repository();
    workspace.edit(USER, "x-retry-safe", "x-retrysafe");
    commit(workspace.root());
    workspace.edit(USER, "x-retrysafe", "x-retry-safe");
    let error = refused(workspace.root(), &["HEAD"]);
    assert!(error.starts_with("error: `HEAD` has problems"), "{error}");
    assert!(error.contains("--> HEAD:spec/management/user.yaml:"), "{error}");
}

#[test]
fn missing_git_is_reported() {
    let workspace = repository();
    let mut command = isolated(env!("CARGO_BIN_EXE_genauth-codegen"), workspace.root());
    let done = command.args(["diff", "v0.1.0"]).env("PATH", "/nonexistent").output().unwrap();
    let error = String::from_utf8(done.stderr).unwrap();
    assert_eq!((done.status.code(), done.stdout.is_empty()), (Some(2), true));
    assert!(error.contains("`git` is missing"), "{error}");
    let mut command = isolated(env!("CARGO_BIN_EXE_genauth-codegen"), workspace.root());
    let done = command.args(["diff", "spec"]).env("PATH", "/nonexistent").output().unwrap();
    assert_eq!(done.status.code(), Some(0));
}
