//! The formats of the report.

use serde_json::json;

use crate::support::{COMMON, MFA, Run, USER, Workspace};
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
        out.contains("\n  authentication/mfa\n    `AuthenticationClient::reset_factor` "),
        "{out}"
    );
    assert!(
        out.contains("\nDocs\n  management/user\n    `ManagementClient::list_users` "),
        "{out}"
    );
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
fn operations_of_a_renamed_path_share_a_heading() {
    let workspace = equal("0.1.0", "0.1.0");
    workspace.edit(MFA, "/api/v3/factors/{factorId}", "/api/v3/factors/{id}");
    workspace.edit(MFA, "- name: factorId", "- name: id");
    let paths = "/api/v3/factors/{factorId} → /api/v3/factors/{id}";
    let renamed = "field `factor_id` of `GetFactorParams` is renamed `id`";
    let out = diff(&workspace, &[]).out;
    let under = format!("\n  authentication/mfa: {paths}\n    {renamed}\n      wire unchanged\n");
    assert!(out.contains(&under), "{out}");
    assert_eq!(out.matches(" → /").count(), 1, "{out}");
    let out = diff(&workspace, &["--changelog"]).out;
    assert!(out.contains("\n| `GetFactorParams.factor_id` | `id` |\n"), "{out}");
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
    assert!(
        out.contains("\n#### Removed\n\n- `AuthenticationClient::reset_factor` is removed"),
        "{out}"
    );
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

/// Adds operations to the small spec that all return `CommonResponseDto`'s neighbor `DoneDto`.
fn many_operations(workspace: &Workspace, count: usize) {
    let mut operations = String::new();
    for number in 0..count {
        operations.push_str(&format!(
            "  /api/v3/remove-{number}:\n    post:\n      operationId: removeUser{number}\n      \
             tags: [user]\n      summary: Removes a user.\n      \
             x-effect: write\n      x-retry-safe: false\n      x-availability: [genauth]\n      \
             security: [{{ bearer: [] }}]\n      responses:\n        \"200\":\n          \
             description: Done.\n          content:\n            application/json:\n              \
             schema: {{ $ref: \"#/components/schemas/DoneRespDto\" }}\n"
        ));
    }
    workspace.edit(USER, "components:\n", &format!("{operations}components:\n"));
    let text = workspace.text(USER);
    workspace.write(
        USER,
        &format!(
            "{text}    DoneRespDto:\n      description: Response.\n      allOf:\n        \
             - {{ $ref: \"../common.yaml#/components/schemas/Envelope\" }}\n        \
             - type: object\n          required: [data]\n          properties:\n            \
             data: {{ $ref: \"#/components/schemas/DoneDto\", description: Outcome. }}\n    \
             DoneDto:\n      type: object\n      description: The outcome.\n      properties:\n        \
             success: {{ type: boolean, description: Done. }}\n"
        ),
    );
}

#[test]
fn d5_change_of_a_type_is_one_change_with_all_operations_that_use_it() {
    let workspace = equal("0.1.0", "0.1.0");
    many_operations(&workspace, 8);
    for (file, text) in crate::support::texts(&workspace.spec()) {
        crate::support::put(&workspace.root().join("old/spec").join(file), &text);
    }
    let text = workspace.text(USER);
    let more = "        reason: { type: string, description: Reason of a failure. }\n";
    workspace.write(USER, &format!("{text}{more}"));
    let report = json(&workspace, &["old", "spec"]);
    assert_eq!(
        report["summary"],
        json!({ "breaking": 0, "behavior": 0, "additive": 1, "docs": 0 })
    );
    let uses = report["changes"][0]["uses"].as_array().unwrap();
    assert_eq!(uses.len(), 8);
    assert_eq!(uses[0], "management removeUser0");
    let out = diff(&workspace, &[]).out;
    let used = "used by 8 operations: management removeUser0, management removeUser1, \
                management removeUser2, … 5 more\n";
    assert!(out.contains(used), "{out}");
    let out = diff(&workspace, &["--format", "md"]).out;
    assert!(out.contains("<summary>used by 8 operations</summary>"), "{out}");
    assert!(out.contains("  - management: `removeUser0`, `removeUser1`"), "{out}");
    assert!(out.contains("`removeUser7`\n\n  </details>\n"), "{out}");
}

#[test]
fn changelog_names_types_only_if_they_are_new() {
    let workspace = equal("0.1.0", "0.2.0");
    workspace.edit(COMMON, "enum: [OTP, SMS]", "enum: [OTP, SMS, FACE]");
    workspace.edit(COMMON, "        SMS: A code", "        FACE: A face.\n        SMS: A code");
    let out = diff(&workspace, &["--changelog"]).out;
    let expected = "#### Added\n\n- `FactorType` gains `Face`, matched as `Unknown` before.\n";
    assert_eq!(out, format!("### genauth\n\n{expected}"));
}

#[test]
fn changelog_shows_breaking_changes_as_a_migration_table() {
    let workspace = equal("0.1.0", "0.2.0");
    let from = "        userId:\n          type: string\n          description: Id of the user.\n";
    let to = "        userId:\n          type: integer\n          format: int64\n          \
              description: Id of the user.\n";
    workspace.edit(USER, from, to);
    workspace.edit(
        USER,
        "      required: [userId]\n",
        "      required: [userId]\n      \
                   x-unused: \"`|` in a text\"\n",
    );
    let out = diff(&workspace, &["--changelog"]).out;
    let table =
        "#### Migration\n\n| before | after |\n| --- | --- |\n| `UserDto.user_id`: `String` |";
    assert!(out.contains(table), "{out}");
    let rows = out.lines().filter(|line| line.starts_with('|'));
    assert!(rows.clone().count() == 3 && rows.clone().all(|row| row.ends_with(" |")), "{out}");
}
