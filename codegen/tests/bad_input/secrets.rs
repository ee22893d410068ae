//! Fields and parameters named like credentials have `x-secret`.

use crate::finds;
use crate::support::{MFA, Workspace};

#[test]
fn field_named_like_a_secret_needs_x_secret() {
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
fn parameter_named_like_a_secret_needs_x_secret() {
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
fn true_and_false_are_both_accepted() {
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
fn values_without_text_need_no_x_secret() {
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
