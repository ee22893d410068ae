//! Input that cannot be read as a spec.

use std::fs;

use crate::support::expected::{Expected, assert_matches_report, assert_unusable};
use crate::support::{COMMON, MFA, Problem, USER, Workspace};

#[test]
fn invalid_yaml_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "summary: Removes a factor.", "summary: Removes: a factor.");
    let line: &[&str] = &["summary: Removes: a factor."];
    let expected = Expected { code: "broken-yaml", file: MFA, line, pointer: "#" };
    assert_unusable(&workspace, &expected);
}

#[test]
fn duplicate_key_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "      x-effect: write\n", "      x-effect: write\n      x-effect: read\n");
    let run = workspace.run(&["lint"]);
    let problem = run.problem();
    assert_eq!((run.code, problem.code.as_str()), (Some(2), "broken-yaml"), "{run}");
    assert!(problem.message.contains("x-effect"), "{problem:?}");
}

#[test]
fn file_without_a_mapping_is_rejected() {
    let workspace = Workspace::small();
    workspace.write(USER, "- openapi\n");
    let expected =
        Expected { code: "not-a-mapping", file: USER, line: &["- openapi"], pointer: "#" };
    assert_unusable(&workspace, &expected);
}

#[test]
fn other_version_of_openapi_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(USER, "\"3.1.0\"", "\"3.0.3\"");
    let expected =
        Expected { code: "openapi-version", file: USER, line: &["openapi:"], pointer: "#/openapi" };
    assert_unusable(&workspace, &expected);
}

#[test]
fn unknown_keyword_of_an_operation_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "x-effect: write\n", "x-effect: write\n      x-colour: red\n");
    let expected = Expected {
        code: "unknown-keyword",
        file: MFA,
        line: &["x-colour"],
        pointer: "#/paths/~1api~1v3~1reset-factor/post/x-colour",
    };
    let problem = assert_unusable(&workspace, &expected);
    assert!(problem.message.contains("`x-colour`"), "{problem:?}");
}

#[test]
fn unknown_keyword_of_a_field_is_rejected() {
    let workspace = Workspace::small();
    let field = "description: Id of that factor.";
    workspace.edit(MFA, field, &format!("{field}\n          maxLenght: 5"));
    let expected = Expected {
        code: "unknown-keyword",
        file: MFA,
        line: &["maxLenght"],
        pointer: "#/components/schemas/ResetFactorDto/properties/factorId/maxLenght",
    };
    assert_unusable(&workspace, &expected);
}

#[test]
fn unknown_keyword_of_a_file_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(USER, "components:", "webhooks: {}\ncomponents:");
    let expected = Expected {
        code: "unknown-keyword",
        file: USER,
        line: &["webhooks"],
        pointer: "#/webhooks",
    };
    assert_unusable(&workspace, &expected);
}

#[test]
fn unknown_method_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(USER, "    get:", "    fetch:");
    let expected = Expected {
        code: "unknown-keyword",
        file: USER,
        line: &["fetch:"],
        pointer: "#/paths/~1api~1v3~1list-users/fetch",
    };
    assert_unusable(&workspace, &expected);
}

#[test]
fn value_of_the_wrong_type_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "x-retry-safe: false", "x-retry-safe: perhaps");
    let expected = Expected {
        code: "wrong-shape",
        file: MFA,
        line: &["x-retry-safe: perhaps"],
        pointer: "#/paths/~1api~1v3~1reset-factor/post/x-retry-safe",
    };
    assert_unusable(&workspace, &expected);
}

#[test]
fn numeric_status_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(USER, "\"200\":", "200:");
    let problem = workspace.run(&["lint"]).problem();
    assert_eq!(
        (problem.code.as_str(), problem.file.as_str()),
        ("wrong-shape", "spec/management/user.yaml")
    );
    assert!(problem.pointer.starts_with("#/paths/~1api~1v3~1list-users/get/responses"));
}

#[test]
fn missing_keyword_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(USER, "      x-effect: read\n", "");
    let expected = Expected {
        code: "wrong-shape",
        file: USER,
        line: &["    get:"],
        pointer: "#/paths/~1api~1v3~1list-users/get",
    };
    let problem = assert_unusable(&workspace, &expected);
    assert!(problem.message.contains("x-effect"), "{problem:?}");
}

#[test]
fn binary_file_is_rejected() {
    let workspace = Workspace::small();
    fs::write(workspace.spec().join(USER), b"openapi: \xff\xfe").unwrap();
    nowhere(&workspace, "unreadable", "spec/management/user.yaml");
}

#[test]
fn folder_instead_of_a_file_is_reported() {
    let workspace = Workspace::small();
    workspace.remove(USER);
    fs::create_dir(workspace.spec().join(USER)).unwrap();
    nowhere(&workspace, "unreadable", "spec/management/user.yaml");
}

#[test]
fn missing_directory_is_rejected() {
    let workspace = Workspace::small();
    let run = workspace.run(&["lint", "--spec", "elsewhere"]);
    let problem = run.problem();
    assert_eq!((run.code, problem.code.as_str()), (Some(2), "unreadable"), "{run}");
    assert_eq!((problem.file.as_str(), problem.line), ("elsewhere", None));
    assert!(problem.help.contains("--spec"), "{problem:?}");
}

#[test]
fn empty_directory_is_rejected() {
    let workspace = Workspace::empty();
    let problem = nowhere(&workspace, "empty", "spec");
    assert!(problem.help.contains("--spec"), "{problem:?}");
}

#[test]
fn unlisted_file_is_rejected() {
    let workspace = Workspace::small();
    workspace.write("authentication/extra.yaml", &workspace.text(MFA));
    let expected = Expected {
        code: "unlisted-module",
        file: "authentication/extra.yaml",
        line: &["openapi"],
        pointer: "#",
    };
    assert_unusable(&workspace, &expected);
}

#[test]
fn listed_module_without_a_file_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "[mfa]", "[mfa, signin]");
    let expected = Expected {
        code: "missing-module",
        file: COMMON,
        line: &["[mfa, signin]"],
        pointer: "#/x-modules/authentication",
    };
    let problem = assert_unusable(&workspace, &expected);
    assert!(problem.message.contains("`signin`"), "{problem:?}");
    assert!(problem.help.contains("authentication/signin.yaml"), "{problem:?}");
}

#[test]
fn module_listed_twice_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "[mfa]", "[mfa, mfa]");
    let expected = Expected {
        code: "duplicate-module",
        file: COMMON,
        line: &["[mfa, mfa]"],
        pointer: "#/x-modules/authentication",
    };
    assert_unusable(&workspace, &expected);
}

#[test]
fn unknown_api_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "  management: [user]", "  management: [user]\n  mangement: [role]");
    let expected = Expected {
        code: "unknown-api",
        file: COMMON,
        line: &["mangement"],
        pointer: "#/x-modules/mangement",
    };
    assert_unusable(&workspace, &expected);
}

#[test]
fn bundle_of_an_unknown_api_is_rejected() {
    let workspace = Workspace::small();
    let run = workspace.run(&["bundle", "billing"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run}");
    assert!(run.err.contains("authentication, management"), "{run}");
}

#[test]
fn problems_of_several_files_are_reported_in_one_run_in_order() {
    let workspace = Workspace::small();
    workspace.edit(USER, "      x-effect: read\n", "      x-effect: reed\n");
    workspace.edit(MFA, "summary: Removes a factor.", "summry: Removes a factor.");
    let description = "description: Id of this factor.";
    workspace.edit(MFA, description, &format!("{description}\n          colour: red"));
    workspace.edit(COMMON, "  schemas:\n", "  headers: {}\n  schemas:\n");
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.ends_with("\n4 problems found\n"), "{run}");
    let post = "#/paths/~1api~1v3~1reset-factor/post/summry";
    let field = "#/components/schemas/FactorDto/properties/factorId/colour";
    let get = "#/paths/~1api~1v3~1list-users/get/x-effect";
    for (problem, (code, file, line, pointer)) in run.problems().iter().zip([
        ("unknown-keyword", MFA, "summry", post),
        ("unknown-keyword", MFA, "colour", field),
        ("unknown-keyword", COMMON, "headers", "#/components/headers"),
        ("wrong-shape", USER, "reed", get),
    ]) {
        assert_matches_report(
            &workspace,
            &Expected { code, file, line: &[line], pointer },
            problem,
        );
    }
}

/// Returns a problem of a whole file, which has no line.
#[track_caller]
fn nowhere(workspace: &Workspace, code: &str, file: &str) -> Problem {
    let run = workspace.run(&["lint"]);
    let problem = run.problem();
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!((problem.code.as_str(), problem.file.as_str()), (code, file), "{run}");
    assert_eq!((problem.line, problem.pointer.as_str()), (None, "#"), "{run}");
    assert_eq!(workspace.run(&["generate"]).problem(), problem);
    problem
}
