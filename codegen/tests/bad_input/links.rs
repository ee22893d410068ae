//! Links and special files in the output and in the spec are rejected or ignored, without waiting.

#![cfg(unix)]

use std::{
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::Path,
    process::Command,
};

use crate::support::{COMMON, MFA, Run, USER, Workspace, put, texts};

const HAND_WRITTEN: &str = "//! Written by hand.\n";

fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[track_caller]
fn refused(run: &Run, code: &str, file: &str) {
    assert_eq!(run.code, Some(2), "{run}");
    let problem = run.problem();
    assert_eq!((problem.code.as_str(), problem.file.as_str()), (code, file), "{run}");
    assert!(problem.help.len() > 20, "{run}");
}

/// Creates the generated code of another crate, which must stay unchanged.
fn other_crate(workspace: &Workspace) -> std::path::PathBuf {
    let folder = workspace.root().join("other/src/generated");
    let run = workspace.run(&["generate", "--out", folder.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run}");
    folder
}

#[test]
fn generated_code_behind_a_link_is_not_touched() {
    let workspace = Workspace::small();
    let other = other_crate(&workspace);
    let before = texts(&other);
    workspace.generate();
    symlink(&other, workspace.out().join("legacy")).unwrap();
    symlink(other.join("authentication/mfa.rs"), workspace.out().join("old.rs")).unwrap();
    workspace.edit(MFA, "Its kind.", "Of which kind it is.");
    workspace.generate();
    assert_eq!(texts(&other), before);
    assert!(workspace.out().join("legacy").is_symlink());
    assert!(workspace.out().join("old.rs").is_symlink());
}

#[test]
fn link_instead_of_a_folder_is_rejected() {
    let workspace = Workspace::small();
    let other = other_crate(&workspace);
    let before = texts(&other);
    workspace.generate();
    fs::remove_dir_all(workspace.out().join("authentication")).unwrap();
    symlink(other.join("authentication"), workspace.out().join("authentication")).unwrap();
    workspace.edit(MFA, "Its kind.", "Of which kind it is.");
    for words in [["generate"], ["check"]] {
        refused(&workspace.run(&words), "in-the-way", "sdk/src/generated/authentication");
    }
    assert_eq!(texts(&other), before);
}

#[test]
fn link_instead_of_an_unused_folder_is_ignored() {
    let workspace = Workspace::small();
    let other = other_crate(&workspace);
    let before = texts(&other);
    workspace.remove(USER);
    workspace.edit(COMMON, "  management: [user]\n", "");
    workspace.generate();
    symlink(other.join("management"), workspace.out().join("management")).unwrap();
    workspace.generate();
    assert_eq!(texts(&other), before);
}

#[test]
fn link_instead_of_a_file_is_rejected() {
    let workspace = Workspace::small();
    let other = other_crate(&workspace);
    let before = texts(&other);
    workspace.generate();
    let file = workspace.out().join("codes.rs");
    for target in [other.join("codes.rs"), workspace.root().join("nowhere"), file.clone()] {
        fs::remove_file(&file).unwrap();
        symlink(target, &file).unwrap();
        refused(&workspace.run(&["generate"]), "in-the-way", "sdk/src/generated/codes.rs");
    }
    assert_eq!(texts(&other), before);
}

#[test]
fn linked_output_directory_is_rejected() {
    let workspace = Workspace::small();
    let other = other_crate(&workspace);
    let before = texts(&other);
    symlink(&other, workspace.root().join("link")).unwrap();
    workspace.edit(MFA, "Its kind.", "Of which kind it is.");
    for out in ["link", "link/", "./link"] {
        let run = workspace.run(&["generate", "--out", out]);
        refused(&run, "in-the-way", if out == "./link" { out } else { "link" });
        assert!(run.problem().help.contains("--out"), "{run}");
    }
    assert_eq!(texts(&other), before);
}

#[test]
fn path_to_the_output_directory_can_contain_a_link() {
    let workspace = Workspace::small();
    fs::create_dir_all(workspace.root().join("real/src")).unwrap();
    symlink("real", workspace.root().join("alias")).unwrap();
    let run = workspace.run(&["generate", "--out", "alias/src/generated"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(texts(&workspace.root().join("real/src/generated")).len(), 10);
}

#[test]
fn cyclic_links_are_ignored() {
    let workspace = Workspace::small();
    workspace.generate();
    for name in ["one", "two", "common/three", "four.rs"] {
        symlink(".", workspace.out().join(name)).unwrap();
        symlink("five", workspace.spec().join(name.replace('/', "-"))).unwrap();
    }
    symlink("six", workspace.out().join("five.rs")).unwrap();
    symlink("five.rs", workspace.out().join("six")).unwrap();
    let run = workspace.generate();
    assert!(run.out.contains(": 0 files written, 0 removed, 10 unchanged"), "{run}");
}

#[test]
fn cyclic_path_to_the_output_directory_is_rejected() {
    let workspace = Workspace::small();
    symlink("two", workspace.root().join("one")).unwrap();
    symlink("one", workspace.root().join("two")).unwrap();
    let run = workspace.run(&["generate", "--out", "one/src/generated"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(run.problem().code, "unwritable");
    let run = workspace.run(&["lint", "--spec", "one"]);
    refused(&run, "unreadable", "one");
}

#[test]
fn pipes_and_sockets_are_rejected_at_targets_and_ignored_elsewhere() {
    let workspace = Workspace::small();
    workspace.generate();
    pipe(&workspace.out().join("pipe.rs"));
    pipe(&workspace.out().join("common/pipe.rs"));
    let _socket = UnixListener::bind(workspace.out().join("socket.rs")).unwrap();
    workspace.generate();
    fs::remove_file(workspace.out().join("codes.rs")).unwrap();
    pipe(&workspace.out().join("codes.rs"));
    for words in [["generate"], ["check"]] {
        refused(&workspace.run(&words), "in-the-way", "sdk/src/generated/codes.rs");
    }
    let run = workspace.run(&["generate", "--out", "sdk/src/generated/pipe.rs"]);
    refused(&run, "in-the-way", "sdk/src/generated/pipe.rs");
}

#[test]
fn manifest_that_is_not_a_file_is_rejected() {
    let workspace = Workspace::small();
    let manifest = workspace.root().join("sdk/Cargo.toml");
    pipe(&manifest);
    refused(&workspace.run(&["generate"]), "in-the-way", "sdk/Cargo.toml");
    fs::remove_file(&manifest).unwrap();
    let elsewhere = workspace.root().join("Cargo.toml");
    put(&elsewhere, "# modules: begin\n# modules: end\n");
    symlink(&elsewhere, &manifest).unwrap();
    refused(&workspace.run(&["generate"]), "in-the-way", "sdk/Cargo.toml");
    assert_eq!(fs::read_to_string(elsewhere).unwrap(), "# modules: begin\n# modules: end\n");
    assert!(workspace.generated().is_empty());
}

#[test]
fn links_and_pipes_in_the_spec_are_rejected() {
    let workspace = Workspace::small();
    let file = workspace.spec().join(USER);
    let elsewhere = workspace.root().join("user.yaml");
    fs::rename(&file, &elsewhere).unwrap();
    pipe(&file);
    refused(&workspace.run(&["lint"]), "unreadable", "spec/management/user.yaml");
    fs::remove_file(&file).unwrap();
    symlink(&elsewhere, &file).unwrap();
    refused(&workspace.run(&["lint"]), "unreadable", "spec/management/user.yaml");
    fs::remove_dir_all(workspace.spec().join("management")).unwrap();
    put(&workspace.root().join("management/user.yaml"), HAND_WRITTEN);
    symlink(workspace.root().join("management"), workspace.spec().join("management")).unwrap();
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(run.problems()[0].file, "spec/management", "{run}");
}

#[test]
fn special_files_outside_of_the_spec_are_ignored() {
    let workspace = Workspace::small();
    pipe(&workspace.spec().join("pipe"));
    pipe(&workspace.spec().join("management/notes.md"));
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn pipe_instead_of_a_spec_is_rejected() {
    let workspace = Workspace::small();
    pipe(&workspace.root().join("pipe"));
    refused(&workspace.run(&["lint", "--spec", "pipe"]), "unreadable", "pipe");
}
