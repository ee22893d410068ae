//! Methods of the vendor's SDKs.

use crate::finds;
use crate::support::expected::{Expected, assert_unusable};
use crate::support::{MFA, Problem, Workspace};

const RESET: &str = "operationId: resetFactor\n";
const AT: &str = "#/paths/~1api~1v3~1reset-factor/post/x-sdks";

/// Returns an edit of the small spec that adds `x-sdks` to the operation `resetFactor`.
fn with(sdks: &str) -> String {
    format!("{RESET}      x-sdks: {sdks}\n")
}

#[track_caller]
fn has(sdks: &str, code: &str, pointer: &str) -> Problem {
    let line = ["operationId: resetFactor", "x-sdks"];
    finds((MFA, RESET, &with(sdks)), code, &line, &format!("{AT}{pointer}"))
}

/// Checks that `x-sdks` cannot be read.
#[track_caller]
fn is_unreadable(sdks: &str, code: &str, pointer: &str) -> Problem {
    let workspace = Workspace::small();
    workspace.edit(MFA, RESET, &with(sdks));
    let line = ["operationId: resetFactor", "x-sdks"];
    let pointer = format!("{AT}{pointer}");
    assert_unusable(&workspace, &Expected { code, file: MFA, line: &line, pointer: &pointer })
}

#[test]
fn a_list_and_a_map_of_names_are_accepted() {
    for sdks in [
        "[java, node, python]",
        "[node]",
        "{ java: resetMfaFactor }",
        "{ java: resetFactor, node: resetFactor, python: reset_mfa_factor }",
        "{ python: pep8_v2 }",
    ] {
        let workspace = Workspace::small();
        workspace.edit(MFA, RESET, &with(sdks));
        let run = workspace.run(&["lint"]);
        assert_eq!(run.code, Some(0), "{sdks}: {run}");
    }
}

#[test]
fn an_unknown_sdk_is_rejected() {
    let problem = is_unreadable("[java, pyton]", "wrong-shape", "/1");
    assert!(problem.help.contains("`python`"), "{problem:?}");
    let problem = is_unreadable("{ nod: reset }", "unknown-keyword", "/nod");
    assert!(problem.help.contains("`node`"), "{problem:?}");
    is_unreadable("{ Java: reset }", "unknown-keyword", "/Java");
}

#[test]
fn other_values_are_rejected() {
    let problem = is_unreadable("java", "wrong-shape", "");
    assert!(problem.message.contains("a sequence of SDKs, or a map"), "{problem:?}");
    is_unreadable("true", "wrong-shape", "");
    is_unreadable("{ java: true }", "wrong-shape", "/java");
    is_unreadable("{ java: [reset] }", "wrong-shape", "/java");
    is_unreadable("[[java]]", "wrong-shape", "/0");
}

#[test]
fn without_an_sdk_it_is_rejected() {
    has("[]", "sdks", "");
    has("{}", "sdks", "");
}

#[test]
fn an_sdk_is_listed_once() {
    has("[java, node, java]", "duplicate-value", "/2");
}

#[test]
fn a_name_is_an_identifier_of_its_language() {
    has("{ java: reset_factor }", "bad-name", "/java");
    has("{ java: ResetFactor }", "bad-name", "/java");
    has("{ node: reset-factor }", "bad-name", "/node");
    has("{ node: \"\" }", "bad-name", "/node");
    has("{ node: \"reset()\" }", "bad-name", "/node");
    has("{ node: 重置 }", "bad-name", "/node");
    has("{ python: resetFactor }", "bad-name", "/python");
    has("{ python: 2fa }", "bad-name", "/python");
    has("{ node: reset, python: _reset }", "bad-name", "/python");
}

#[test]
fn documented_names_are_not_written_out() {
    has("{ java: resetFactor }", "needless-exception", "");
    has("{ node: resetFactor, python: reset_factor }", "needless-exception", "");
}
