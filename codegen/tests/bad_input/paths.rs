//! Paths and parameters of paths that contradict each other.

use crate::finds;
use crate::support::expected::{Expected, assert_finding};
use crate::support::{COMMON, MFA, USER, Workspace};

const GET: &str = "#/paths/~1api~1v3~1factors~1{factorId}/get";

#[test]
fn path_that_does_not_begin_with_a_slash_is_rejected() {
    let problem = finds(
        (USER, "  /api/v3/list-users:", "  api/v3/list-users:"),
        "bad-path",
        &["api/v3/list-users:"],
        "#/paths/api~1v3~1list-users",
    );
    assert!(problem.help.contains("`/api/v3/list-users`"), "{problem:?}");
}

#[test]
fn path_with_a_query_or_a_broken_placeholder_is_rejected() {
    for (path, pointer) in [
        ("/api/v3/list-users?a=b", "~1api~1v3~1list-users?a=b"),
        ("/api/v3/list users", "~1api~1v3~1list users"),
        ("/api/v3/{list", "~1api~1v3~1{list"),
        ("/api/v3/{list}.json", "~1api~1v3~1{list}.json"),
        ("/api/v3/{}", "~1api~1v3~1{}"),
    ] {
        let workspace = Workspace::small();
        workspace.edit(USER, "/api/v3/list-users", path);
        let problems = workspace.run(&["lint"]).problems();
        let problem = problems.iter().find(|it| it.code == "bad-path").unwrap();
        assert_eq!(problem.pointer, format!("#/paths/{pointer}"), "{problem:?}");
    }
}

#[test]
fn path_parameter_that_is_not_required_is_rejected() {
    finds(
        (
            MFA,
            "          required: true\n          description: Id of the factor.",
            "          description: Id of the factor.",
        ),
        "path-parameter",
        &["- name: factorId"],
        &format!("{GET}/parameters/0"),
    );
}

/// Creates a workspace with a second module that has an operation on this path.
fn with_path(path: &str, verb: &str) -> Workspace {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "[mfa]", "[mfa, factor]");
    let text =
        workspace.text(USER).replace("user]", "factor]").replace("name: user", "name: factor");
    let text = text.replace("User", "Thing").replace("    get:", &format!("    {verb}:"));
    let parameter = "      parameters:\n        - name: id\n          in: path\n          \
                     required: true\n          description: An id.\n          \
                     schema: { type: string }\n      responses:";
    let text = text.replace("/api/v3/list-users", path).replace("      responses:", parameter);
    workspace.write("authentication/factor.yaml", &text);
    workspace
}

#[test]
fn paths_that_differ_in_names_of_placeholders_only_are_rejected() {
    for verb in ["get", "post"] {
        let problem = assert_finding(
            &with_path("/api/v3/factors/{id}", verb),
            &Expected {
                code: "duplicate-path",
                file: "authentication/factor.yaml",
                line: &["/api/v3/factors/{id}:"],
                pointer: "#/paths/~1api~1v3~1factors~1{id}",
            },
        );
        assert!(problem.message.contains("authentication/mfa.yaml"), "{problem:?}");
    }
    let run = with_path("/api/v3/factors/{id}/codes", "get").run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn paths_of_one_module_that_differ_in_names_of_placeholders_only_are_rejected() {
    let workspace = Workspace::small();
    let other = "  /api/v3/factors/{id}:\n    delete:\n      operationId: deleteFactor\n      \
                 tags: [mfa]\n      summary: Deletes a factor.\n      description: It is gone.\n      \
                 x-effect: write\n      x-retry-safe: true\n      x-availability: [genauth]\n      \
                 security: [{ bearer: [] }]\n      parameters:\n        - name: id\n          \
                 in: path\n          required: true\n          description: An id.\n          \
                 schema: { type: string }\n      responses:\n        \"204\": { description: Gone. }\n";
    workspace.edit(MFA, "components:\n", &format!("{other}components:\n"));
    let line: &[&str] = &["/api/v3/factors/{id}:"];
    let pointer = "#/paths/~1api~1v3~1factors~1{id}";
    assert_finding(&workspace, &Expected { code: "duplicate-path", file: MFA, line, pointer });
}
