//! Directories and arguments that name nothing.

use crate::support::{COMMON, MFA, USER, Workspace, put};
use crate::versions::{equal, json, nothing, refused, remove_operation, reword_summary};

#[test]
fn workspaces_and_directories_of_specs_are_the_same() {
    let workspace = equal("0.1.0", "0.1.0");
    for words in [["old", "."], ["old/spec", "spec"], ["old/", "./spec/"], ["old", "spec"]] {
        nothing(&workspace, &words);
    }
    nothing(&workspace, &["old"]);
}

#[test]
fn version_numbers_come_from_the_manifest_beside_the_spec() {
    let workspace = equal("0.1.0", "0.2.0-rc.1");
    let report = json(&workspace, &["old", "spec"]);
    assert_eq!(
        (&report["old"]["version"], &report["new"]["version"]),
        (&"0.1.0".into(), &"0.2.0".into())
    );
    put(&workspace.root().join("Cargo.toml"), "[package]\nversion = \"1.0.0\"\n");
    let report = json(&workspace, &["old", "spec"]);
    assert_eq!(report["new"]["version"], serde_json::Value::Null);
}

#[test]
fn findings_of_lint_do_not_prevent_a_comparison() {
    let workspace = equal("0.1.0", "0.1.0");
    workspace.edit(USER, "summary: Lists users.", "summary: TODO(import)");
    workspace.edit(MFA, "description: Id of the factor.", "description: id of the factor");
    workspace.edit(COMMON, "      x-unused: Modules to come use it.\n", "");
    assert_eq!(workspace.run(&["lint"]).code, Some(1));
    let run = workspace.run(&["diff", "old", "spec"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("ManagementClient::list_users"), "{run}");
}

#[test]
fn problems_that_prevent_a_comparison_are_shown_with_the_version() {
    for (file, from, to, code) in [
        (USER, "openapi: \"3.1.0\"\n", "openapi: [\n", "error[broken-yaml]"),
        (USER, "#/components/schemas/UserListRespDto", "#/components/schemas/Gone", "dangling"),
        (COMMON, "[user]", "[user, role]", "error[missing-module]"),
        (MFA, "x-effect: read", "x-efect: read", "error[unknown-keyword]"),
    ] {
        let workspace = equal("0.1.0", "0.1.0");
        workspace.edit(file, from, to);
        let error = refused(&workspace, &["old", "spec"]);
        assert!(error.starts_with("error: `spec` has problems"), "{error}");
        assert!(error.contains(code), "{error}");
        assert!(error.contains("--> spec/"), "{error}");
        let error = refused(&workspace, &["spec", "old"]);
        assert!(error.starts_with("error: `spec` has problems"), "{error}");
    }
}

#[test]
fn problems_of_both_versions_are_shown() {
    let workspace = equal("0.1.0", "0.1.0");
    workspace.remove(USER);
    let error = refused(&workspace, &["nowhere", "spec"]);
    assert!(error.contains("`nowhere` is neither a path nor a revision"), "{error}");
    assert!(error.contains("error: `spec` has problems"), "{error}");
}

#[test]
fn arguments_that_name_nothing_are_refused() {
    let workspace = Workspace::small();
    for name in ["nowhere", "", "-x", "--output=x", "v1:spec", "a,b", "a\u{1b}[31mb"] {
        let error = refused(&workspace, &["--", name, "spec"]);
        assert!(error.contains("neither a path nor a revision of git"), "{error}");
        assert!(!error.contains('\u{1b}'), "{error}");
    }
    assert!(!workspace.root().join("x").exists());
}

#[test]
fn folders_and_files_without_a_spec_are_refused() {
    let workspace = Workspace::small();
    put(&workspace.root().join("petstore.json"), "{\"openapi\":\"3.0.3\",\"info\":{}}");
    put(&workspace.root().join("swagger.yaml"), "swagger: \"2.0\"\n");
    put(&workspace.root().join("notes.txt"), "notes\n");
    put(&workspace.root().join("empty.yaml"), "");
    put(
        &workspace.root().join("foreign.yaml"),
        "openapi: 3.1.0\ninfo: {title: Management, version: '1'}\ntags: [{name: a}]\n\
         paths: {/a: {get: {operationId: a, tags: [a], responses: {}}}}\n",
    );
    for (name, part) in [
        ("petstore.json", "use `import`"),
        ("foreign.yaml", "use `import`"),
        ("swagger.yaml", "Swagger 2.0"),
        ("notes.txt", "is not a bundle"),
        ("empty.yaml", "is not a bundle"),
        ("spec/management/user.yaml", "is one file of a spec"),
        ("spec/common.yaml", "is one file of a spec"),
        ("sdk", "common.yaml is missing"),
    ] {
        let error = refused(&workspace, &[name, "spec"]);
        assert!(error.contains(part), "{name}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_spec_are_refused_and_links_to_it_are_not() {
    let workspace = equal("0.1.0", "0.1.0");
    std::os::unix::fs::symlink("old/spec", workspace.root().join("link")).unwrap();
    nothing(&workspace, &["link", "spec"]);
    workspace.remove(USER);
    let target = workspace.root().join("old/spec").join(USER);
    std::os::unix::fs::symlink(target, workspace.spec().join(USER)).unwrap();
    let error = refused(&workspace, &["old", "spec"]);
    assert!(error.contains("symbolic links are not followed"), "{error}");
}

#[test]
fn changes_are_found_in_the_right_direction() {
    let workspace = equal("0.1.0", "0.1.0");
    remove_operation(&workspace);
    let kinds = |report: &serde_json::Value| {
        let changes = report["changes"].as_array().unwrap().clone();
        let of = |it: &serde_json::Value| it["rule"].as_str().unwrap().starts_with("operation-");
        let found = changes.iter().filter(|it| of(it)).map(|it| it["kind"].clone());
        found.collect::<Vec<_>>()
    };
    assert_eq!(kinds(&json(&workspace, &["old", "spec"])), ["removed"]);
    assert_eq!(kinds(&json(&workspace, &["spec", "old"])), ["added"]);
    reword_summary(&workspace);
    assert_eq!(kinds(&json(&workspace, &["spec", "spec"])).len(), 0);
}
