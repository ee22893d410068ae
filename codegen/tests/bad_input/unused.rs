//! Schemas that no operation uses.

use crate::finds;
use crate::support::expected::{Expected, assert_style_finding};
use crate::support::{COMMON, MFA, USER, Workspace, put};

const UNUSED: &str = "      x-unused: Modules to come use it.\n";

#[test]
fn schema_that_nothing_refers_to_is_found_by_lint_in_every_file() {
    let schema = "    OldDto:\n      type: object\n      description: Old.\n    FactorDto:\n";
    for (file, from, to, name) in
        [(COMMON, UNUSED, "", "UnusedDto"), (MFA, "    FactorDto:\n", schema, "OldDto")]
    {
        let workspace = Workspace::small();
        workspace.edit(file, from, to);
        let (line, pointer) = (format!("    {name}:"), format!("#/components/schemas/{name}"));
        let line: &[&str] = &[&line];
        let expected = Expected { code: "unused-schema", file, line, pointer: &pointer };
        assert_style_finding(&workspace, &expected);
    }
}

#[test]
fn schemas_that_only_refer_to_each_other_are_unused() {
    let schemas = "    FirstDto:\n      type: object\n      description: First.\n      properties:\n        \
                   next: { $ref: \"#/components/schemas/SecondDto\", description: Next. }\n    \
                   SecondDto:\n      type: object\n      description: Second.\n      properties:\n        \
                   next: { $ref: \"#/components/schemas/FirstDto\", description: Next. }\n    \
                   FactorDto:\n";
    let workspace = Workspace::small();
    workspace.edit(MFA, "    FactorDto:\n", schemas);
    let problems = workspace.run(&["lint"]).problems();
    let codes: Vec<&str> = problems.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["unused-schema", "unused-schema"]);
}

#[test]
fn unused_mark_on_a_used_schema_is_rejected() {
    finds(
        (MFA, "    ResetFactorDto:\n", "    ResetFactorDto:\n      x-unused: Old.\n"),
        "needless-exception",
        &["x-unused"],
        "#/components/schemas/ResetFactorDto/x-unused",
    );
    finds(
        (COMMON, UNUSED, "      x-unused: \" \"\n"),
        "no-description",
        &["x-unused"],
        "#/components/schemas/UnusedDto/x-unused",
    );
}

#[test]
fn wrong_reference_is_not_also_reported_as_an_unused_schema() {
    let problem = finds(
        (MFA, "\"#/components/schemas/FactorDto\"", "\"#/components/schemas/FactroDto\""),
        "dangling-reference",
        &["FactroDto"],
        "#/components/schemas/FactorRespDto/allOf/1/properties/data/$ref",
    );
    assert!(problem.help.contains("`FactorDto`"), "{problem:?}");
}

/// Removes all operations of the module `user`.
fn empty(workspace: &Workspace) {
    let text = workspace.text(USER);
    let (start, rest) = text.split_once("paths:\n").unwrap();
    let (_, end) = rest.split_once("components:\n").unwrap();
    workspace.write(USER, &format!("{start}paths: {{}}\ncomponents:\n{end}"));
}

#[test]
fn module_without_operations_and_its_schemas_are_found_by_lint() {
    let workspace = Workspace::small();
    empty(&workspace);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(1), "{run}");
    let found: Vec<_> = run.problems().into_iter().map(|it| (it.code, it.pointer)).collect();
    let schema = |name: &str| ("unused-schema".to_owned(), format!("#/components/schemas/{name}"));
    let module = ("empty-module".to_owned(), "#/paths".to_owned());
    assert_eq!(found, [module, schema("UserDto"), schema("UserListRespDto")], "{run}");
}

#[test]
fn module_that_became_empty_leaves_no_file_and_no_feature() {
    let workspace = Workspace::small();
    let manifest = workspace.root().join("sdk/Cargo.toml");
    put(&manifest, "# modules: begin\n# modules: end\n");
    workspace.generate();
    assert!(workspace.out().join("management/user.rs").exists());
    empty(&workspace);
    let run = workspace.generate();
    assert!(run.out.starts_with("1 modules"), "{run}");
    assert!(!workspace.out().join("management/user.rs").exists());
    for (path, text) in workspace.generated() {
        let is_left = text.contains("mod user") || text.contains("UserDto");
        assert!(!is_left, "{}: {text}", path.display());
    }
    let manifest = std::fs::read_to_string(manifest).unwrap();
    assert!(!manifest.contains("user") && manifest.contains("authentication-mfa"), "{manifest}");
    assert_eq!(workspace.run(&["check"]).code, Some(0));
}
