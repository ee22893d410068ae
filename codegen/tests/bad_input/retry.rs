//! Operations that are not idempotent are not marked safe to retry.

use crate::finds;
use crate::support::{MFA, Problem, Workspace};

const SAFE: &str = "#/paths/~1api~1v3~1reset-factor/post/x-retry-safe";

/// Returns the problem of the operation of the small spec that removes a factor, marked safe, under
/// another name.
#[track_caller]
fn unsafe_as(name: &str) -> Problem {
    finds(
        (MFA, WRITES, &writes(name, "write", "true")),
        "retry-safe",
        &[name, "x-retry-safe"],
        SAFE,
    )
}

const WRITES: &str = "operationId: resetFactor\n      tags: [mfa]\n      summary: Removes a factor.\n      \
                      description: The user cannot sign in with it any more.\n      \
                      x-effect: write\n      x-retry-safe: false";

fn writes(name: &str, effect: &str, safe: &str) -> String {
    WRITES
        .replace("resetFactor", name)
        .replace("x-effect: write", &format!("x-effect: {effect}"))
        .replace("x-retry-safe: false", &format!("x-retry-safe: {safe}"))
}

#[track_caller]
fn is_fine(name: &str, effect: &str) {
    let workspace = Workspace::small();
    workspace.edit(MFA, WRITES, &writes(name, effect, "true"));
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{name}: {run}");
}

#[test]
fn creation_message_and_new_secret_are_not_safe_to_retry() {
    for name in ["createFactor", "sendFactor", "refreshFactor", "generateFactors", "triggerFactor"]
    {
        let problem = unsafe_as(name);
        assert!(problem.message.contains(name), "{problem:?}");
    }
}

#[test]
fn rename_is_not_safe_to_retry() {
    let workspace = Workspace::small();
    workspace.edit(MFA, WRITES, &writes("updateFactor", "write", "true"));
    workspace.edit(
        MFA,
        "          description: Id of that factor.\n",
        "          description: Id of that factor.\n        factorNewCode: { type: string, \
         description: What it is called afterwards. }\n",
    );
    let run = workspace.run(&["lint"]);
    let problem = run.problem();
    assert_eq!(problem.code, "retry-safe", "{problem:?}");
    assert!(problem.message.contains("`factorNewCode`"), "{problem:?}");
}

#[test]
fn one_time_code_is_not_safe_to_retry() {
    let workspace = Workspace::small();
    workspace.edit(MFA, WRITES, &writes("unbindFactor", "write", "true"));
    workspace.edit(
        MFA,
        "          description: Id of that factor.\n",
        "          description: Id of that factor.\n        passCode: { type: string, \
         x-secret: true, description: A code. }\n",
    );
    let problem = workspace.run(&["lint"]).problem();
    assert!(problem.message.contains("`passCode`"), "{problem:?}");
}

#[test]
fn sending_and_signing_in_are_not_safe_to_retry_under_any_name() {
    for (effect, name) in [("send", "remindOfFactor"), ("session", "exchangeFactor")] {
        let workspace = Workspace::small();
        workspace.edit(MFA, WRITES, &writes(name, effect, "true"));
        assert_eq!(workspace.run(&["lint"]).problem().code, "retry-safe", "{name}");
    }
}

#[test]
fn setting_removing_and_ending_are_safe_to_retry() {
    for name in ["updateFactor", "deleteFactor", "resetFactor", "addFactor", "createOrUpdateFactor"]
    {
        is_fine(name, "write");
    }
    for name in ["kickUsers", "revokeToken", "frontChannelLogout"] {
        is_fine(name, "session");
    }
}
