//! Exit codes.

use crate::support::USER;
use crate::versions::{equal, refused, remove_operation, reword_summary};

#[test]
fn d22_no_change_is_fine() {
    let workspace = equal("0.1.0", "0.1.0");
    for flag in ["--check", "--changelog", "--format=md", "--format=json", "--format=text"] {
        let run = workspace.run(&["diff", "old", "spec", flag]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run}");
        assert_eq!(run.out.is_empty(), flag == "--changelog", "{run}");
    }
}

#[test]
fn d22_breaking_change_needs_a_sufficient_version() {
    for (old, new, code) in [
        ("0.1.0", "0.1.0", 1),
        ("0.1.0", "0.1.1", 1),
        ("0.1.0", "0.2.0", 0),
        ("0.1.0", "1.0.0", 0),
        ("0.2.0", "0.1.0", 1),
        ("1.2.3", "1.3.0", 1),
        ("1.2.3", "2.0.0", 0),
        ("unknown", "0.2.0", 1),
        ("0.1.0", "unknown", 1),
    ] {
        let workspace = equal(old, new);
        remove_operation(&workspace);
        for words in [vec!["diff", "old", "spec"], vec!["diff", "old", "spec", "--check"]] {
            let run = workspace.run(&words);
            assert_eq!((run.code, run.err.as_str()), (Some(code), ""), "{old} {new}: {run}");
            let is_listed = run.out.contains("reset_factor");
            assert_eq!(is_listed, code == 1 || words.len() == 3, "{old} {new}: {run}");
        }
    }
}

#[test]
fn d22_additions_do_not_fail() {
    let workspace = equal("0.1.0", "0.1.0");
    remove_operation(&workspace);
    let run = workspace.run(&["diff", "spec", "old"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("a new patch version, 0.1.1 or later, is needed"), "{run}");
    let run = workspace.run(&["diff", "spec", "old", "--check"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("reset_factor"), "{run}");
}

#[test]
fn d19_texts_need_no_version() {
    let workspace = equal("0.1.0", "0.1.0");
    reword_summary(&workspace);
    workspace.edit(
        USER,
        "description: Returns all users.",
        "description: Returns all users. See https://docs.example.org/users.",
    );
    let run = workspace.run(&["diff", "old", "spec", "--check"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run}");
    assert!(run.out.contains("nothing asks for more than 0.1.0"), "{run}");
    let run = workspace.run(&["diff", "old", "spec"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("docs: texts need no new version"), "{run}");
}

#[test]
fn d22_unreadable_version_prints_no_report() {
    let workspace = equal("0.1.0", "0.1.0");
    workspace.write(USER, "\u{0}");
    for flag in ["--check", "--changelog", "--format=md", "--format=json", "--format=text"] {
        let error = refused(&workspace, &["old", "spec", flag]);
        assert!(!error.contains("changes"), "{error}");
        refused(&workspace, &["spec", "old", flag]);
    }
}
