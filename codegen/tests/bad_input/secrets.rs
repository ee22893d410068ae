//! Fields and parameters that are named like credentials are decided.

use crate::finds;
use crate::support::{MFA, Workspace};

#[test]
fn a_field_that_is_named_like_a_secret_without_a_decision() {
    let problem = finds(
        (
            MFA,
            "          description: Id of that factor.\n",
            "          description: Id of that factor.\n        bindCredentials:\n          \
             type: string\n          description: What binds.\n",
        ),
        "secret",
        &["bindCredentials:"],
        "#/components/schemas/ResetFactorDto/properties/bindCredentials",
    );
    assert!(problem.help.contains("`x-secret: true`"), "{problem:?}");
    assert!(problem.help.contains("`x-secret: false`"), "{problem:?}");
}

#[test]
fn a_parameter_that_is_named_like_a_secret_without_a_decision() {
    finds(
        (
            MFA,
            "- name: withDetails\n          in: query\n          description: Whether to say more.\n          \
             schema: { type: boolean }",
            "- name: id_token_hint\n          in: query\n          description: Whose factor.\n          \
             schema: { type: string }",
        ),
        "secret",
        &["- name: id_token_hint"],
        "#/paths/~1api~1v3~1factors~1{factorId}/get/parameters/1",
    );
}

#[test]
fn a_decision_either_way_is_enough() {
    for decision in ["true", "false"] {
        let workspace = Workspace::small();
        workspace.edit(
            MFA,
            "          description: Id of that factor.\n",
            &format!(
                "          description: Id of that factor.\n        permanentCode:\n          \
                 type: string\n          description: A code.\n          x-secret: {decision}\n"
            ),
        );
        let run = workspace.run(&["lint"]);
        assert_eq!(run.code, Some(0), "{run}");
    }
}

#[test]
fn values_that_hold_no_text_need_no_decision() {
    for ty in ["boolean", "integer, format: int64", "string, format: date-time"] {
        let workspace = Workspace::small();
        workspace.edit(
            MFA,
            "          description: Id of that factor.\n",
            &format!(
                "          description: Id of that factor.\n        password: \
                 {{ type: {ty}, description: Something about it. }}\n"
            ),
        );
        let run = workspace.run(&["lint"]);
        assert_eq!(run.code, Some(0), "{ty}: {run}");
    }
}
