//! Output that cannot be written is left unchanged.

use std::fs;

use crate::support::{MFA, Workspace, put, texts};

const HAND_WRITTEN: &str = "//! Written by hand.\n";

#[test]
fn file_instead_of_the_output_directory_is_reported() {
    let workspace = Workspace::small();
    put(&workspace.out(), HAND_WRITTEN);
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    let problem = run.problem();
    assert_eq!((problem.code.as_str(), problem.file.as_str()), ("unwritable", "sdk/src/generated"));
    assert!(problem.help.contains("--out"), "{problem:?}");
    assert_eq!(fs::read_to_string(workspace.out()).unwrap(), HAND_WRITTEN);
}

#[test]
fn file_instead_of_a_folder_of_the_output_is_reported() {
    let workspace = Workspace::small();
    workspace.generate();
    fs::remove_dir_all(workspace.out().join("common")).unwrap();
    put(&workspace.out().join("common"), HAND_WRITTEN);
    let before = texts(&workspace.root().join("sdk"));
    workspace.edit(MFA, "A factor.", "One factor.");
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    for problem in run.problems() {
        assert_eq!(problem.code, "unwritable");
        assert!(problem.file.starts_with("sdk/src/generated/common"), "{problem:?}");
    }
    assert_eq!(texts(&workspace.root().join("sdk")), before);
}

#[test]
fn folder_instead_of_a_file_is_reported() {
    let workspace = Workspace::small();
    workspace.generate();
    let file = workspace.out().join("authentication/mfa.rs");
    fs::remove_file(&file).unwrap();
    put(&file.join("note.txt"), HAND_WRITTEN);
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    let problem = run.problem();
    assert_eq!(problem.code, "unwritable");
    assert_eq!(problem.file, "sdk/src/generated/authentication/mfa.rs");
}

#[test]
fn hand_written_file_is_not_overwritten() {
    let workspace = Workspace::small();
    workspace.generate();
    put(&workspace.out().join("authentication/mfa.rs"), HAND_WRITTEN);
    let before = workspace.generated();
    for words in [["generate"], ["check"]] {
        let run = workspace.run(&words);
        assert_eq!(run.code, Some(2), "{run}");
        let problem = run.problem();
        assert_eq!(problem.code, "in-the-way");
        assert_eq!(problem.file, "sdk/src/generated/authentication/mfa.rs");
        assert!(problem.help.contains("--out"), "{problem:?}");
    }
    assert_eq!(workspace.generated(), before);
}

#[test]
fn failed_run_leaves_the_output_unchanged() {
    let workspace = Workspace::small();
    workspace.generate();
    let before = texts(&workspace.root().join("sdk"));
    // One valid change and one that cannot be read.
    workspace.edit(MFA, "A factor.", "One factor.");
    workspace.edit(MFA, "x-effect: write", "x-effect: wrong");
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(texts(&workspace.root().join("sdk")), before);
}
