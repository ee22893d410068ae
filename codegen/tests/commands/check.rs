//! `check` and `lint`: report problems and write nothing.

use std::fs;

use crate::support::{COMMON, MFA, USER, Workspace};

#[test]
fn check_passes_when_code_is_up_to_date() {
    let workspace = Workspace::small();
    workspace.generate();
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(run.out, "10 generated files are up to date\n");
    assert_eq!(run.err, "");
}

#[test]
fn changed_description_is_shown_as_a_diff() {
    let workspace = Workspace::small();
    workspace.generate();
    let before = workspace.generated();
    workspace.edit(MFA, "Its kind.", "Of which kind it is.");
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert_eq!(
        changed_lines(&run.out),
        ["-    /// Its kind.", "+    /// Of which kind it is."],
        "{run}"
    );
    assert!(run.out.starts_with("--- a/sdk/src/generated/authentication/mfa.rs\n"), "{run}");
    assert!(run.err.contains("1 generated file is out of date"), "{run}");
    assert_eq!(workspace.generated(), before, "check writes nothing");
}

#[test]
fn missing_edited_and_leftover_files_are_shown() {
    let workspace = Workspace::small();
    workspace.generate();
    workspace.remove(USER);
    workspace.edit(COMMON, "  management: [user]\n", "");
    fs::remove_file(workspace.out().join("common/mod.rs")).unwrap();
    let edited = workspace.out().join("authentication/mfa.rs");
    let text = fs::read_to_string(&edited).unwrap().replace("pub factor_id", "pub id");
    fs::write(&edited, text).unwrap();
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, Some(1), "{run}");
    for file in ["common/mod.rs", "authentication/mfa.rs", "management/user.rs", "mod.rs"] {
        assert!(run.out.contains(&format!("--- a/sdk/src/generated/{file}\n")), "{file}: {run}");
    }
    assert!(run.err.contains("5 generated files are out of date"), "{run}");
}

#[test]
fn missing_output_is_a_finding() {
    let workspace = Workspace::small();
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.err.contains("10 generated files are out of date"), "{run}");
    assert!(!workspace.out().exists());
}

#[test]
fn spec_without_problems_passes_lint() {
    let workspace = Workspace::small();
    let run = workspace.run(&["lint"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run}");
    assert_eq!(run.out, "3 files checked, no problems found\n");
    assert!(!workspace.out().exists());
}

#[test]
fn unknown_command_is_unusable_input() {
    let run = Workspace::small().run(&["generat"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("generate"), "{run}");
}

/// Returns the lines that a diff adds or removes.
pub fn changed_lines(diff: &str) -> Vec<&str> {
    let is_changed = |line: &&str| {
        line.starts_with(['-', '+']) && !line.starts_with("--- ") && !line.starts_with("+++ ")
    };
    diff.lines().filter(is_changed).collect()
}
