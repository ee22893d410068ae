//! The formats of the report.

use serde_json::json;

use crate::support::{Run, USER, Workspace};
use crate::versions::{equal, json, remove_operation, reword_summary};

fn diff(workspace: &Workspace, words: &[&str]) -> Run {
    let words: Vec<&str> = ["diff", "old", "spec"].iter().chain(words).copied().collect();
    let run = workspace.run(&words);
    assert_eq!(run.err, "", "{run}");
    let again = workspace.run(&words);
    assert_eq!((&run.out, run.code), (&again.out, again.code));
    run
}

#[test]
fn text_is_grouped_by_class_and_module_and_ends_with_the_version_that_is_needed() {
    let workspace = equal("0.1.0", "0.1.0");
    remove_operation(&workspace);
    reword_summary(&workspace);
    let out = diff(&workspace, &[]).out;
    assert!(out.starts_with("old (0.1.0) → spec (0.1.0)\n\nBreaking\n"), "{out}");
    assert!(
        out.contains("\n  authentication/mfa\n    AuthenticationClient::reset_factor: "),
        "{out}"
    );
    assert!(out.contains("\nDocs\n  management/user\n    ManagementClient::list_users: "), "{out}");
    assert!(out.contains("Lists users. → Lists all users."), "{out}");
    let last = out.lines().last().unwrap();
    assert!(last.contains("breaking"), "{last}");
    let needed = "a new minor version, 0.2.0 or later, is needed: \
                  breaking changes of 0.x raise the minor version; the new version is 0.1.0";
    assert!(last.ends_with(needed), "{last}");
}

#[test]
fn json_has_the_documented_form() {
    let workspace = equal("0.1.0", "0.1.0");
    reword_summary(&workspace);
    let report = json(&workspace, &["old", "spec"]);
    let keys = |value: &serde_json::Value| {
        let object = value.as_object().unwrap();
        object.keys().cloned().collect::<Vec<String>>()
    };
    assert_eq!(keys(&report), ["bump", "changes", "new", "notes", "old", "summary"]);
    assert_eq!(report["old"], json!({ "label": "old", "version": "0.1.0" }));
    assert_eq!(
        report["summary"],
        json!({ "breaking": 0, "behavior": 0, "additive": 0, "docs": 1 })
    );
    assert_eq!(report["bump"]["asked"], "none");
    assert_eq!(report["bump"]["enough"], true);
    let change = &report["changes"][0];
    assert_eq!(change["class"], "docs");
    assert_eq!(
        change["subject"],
        json!({ "kind": "operation", "api": "management", "name": "listUsers" })
    );
    assert_eq!(change["old"], "Lists users.");
    assert_eq!(change["new"], "Lists all users.");
    assert_eq!(change["file"], "management/user.yaml");
    assert_eq!(change["uses"], json!([]));
}

#[test]
fn texts_of_the_spec_cannot_change_the_report() {
    let workspace = equal("0.1.0", "0.1.0");
    let text = "summary: \"\\e[31m</details> | `*red*` \\u202E [x](https://example.org)\\nnext\"";
    workspace.edit(USER, "summary: Lists users.", text);
    for format in ["text", "md", "json"] {
        let out = diff(&workspace, &["--format", format]).out;
        assert!(!out.contains('\u{1b}') && !out.contains("\nnext"), "{out}");
        assert_eq!(out.contains('\u{202e}'), format == "json", "{out}");
    }
    let out = diff(&workspace, &["--format", "md"]).out;
    assert_eq!(out.matches("<details>").count(), 1, "{out}");
    assert!(out.contains("→ `` \\u{1b}[31m</details> | `*red*`"), "{out}");
}

#[test]
fn markdown_folds_what_does_not_break() {
    let workspace = equal("0.1.0", "0.1.0");
    remove_operation(&workspace);
    reword_summary(&workspace);
    let out = diff(&workspace, &["--format", "md"]).out;
    assert!(out.starts_with("## `old` (0.1.0) → `spec` (0.1.0)\n"), "{out}");
    assert!(out.contains("\n### Breaking\n\n#### authentication/mfa\n\n- "), "{out}");
    assert!(out.contains("<summary>Docs (1)</summary>"), "{out}");
}

#[test]
fn changelog_lists_what_users_notice() {
    let workspace = equal("0.1.0", "0.2.0");
    reword_summary(&workspace);
    assert_eq!(diff(&workspace, &["--changelog"]).out, "");
    remove_operation(&workspace);
    let out = diff(&workspace, &["--changelog"]).out;
    assert!(out.starts_with("### genauth\n\n#### "), "{out}");
    assert!(out.contains("\n#### Removed\n\n- `AuthenticationClient::reset_factor`: "), "{out}");
    assert!(!out.contains("list_users"), "{out}");
    let run = workspace.run(&["diff", "spec", "old", "--changelog"]);
    assert!(run.out.contains("#### Added\n\n- Methods of `AuthenticationClient`: `reset_factor`."));
}

#[test]
fn check_prints_only_what_asks_for_a_higher_version() {
    let workspace = equal("0.1.0", "0.1.1");
    remove_operation(&workspace);
    reword_summary(&workspace);
    let out = diff(&workspace, &["--check"]).out;
    assert!(out.contains("reset_factor") && !out.contains("list_users"), "{out}");
    let workspace = equal("0.1.0", "0.2.0");
    remove_operation(&workspace);
    let out = diff(&workspace, &["--check"]).out;
    assert_eq!(out, "old (0.1.0) → spec (0.2.0)\n\nnothing asks for more than 0.2.0\n");
}
