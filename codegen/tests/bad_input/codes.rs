//! Codes that cannot become constants.

use crate::support::Workspace;
use crate::support::expected::{Expected, assert_finding};

const FILE: &str = "errors.yaml";

/// Checks the problem of two codes, the second of which is invalid.
#[track_caller]
fn second_is(code: &str, second: &str, line: &[&str], pointer: &str) {
    let workspace = Workspace::small();
    let first =
        "  - code: 2004\n    name: user_not_found\n    description: There is no such user.\n";
    workspace.write(FILE, &format!("statusCodes: []\napiCodes:\n{first}{second}"));
    assert_finding(&workspace, &Expected { code, file: FILE, line, pointer });
}

#[test]
fn duplicate_code_is_rejected() {
    second_is(
        "duplicate-value",
        "  - code: 2004\n    name: other\n    description: Another.\n",
        &["code: 2004", "code: 2004"],
        "#/apiCodes/1",
    );
}

#[test]
fn duplicate_name_of_a_code_is_rejected() {
    second_is(
        "duplicate-value",
        "  - code: 2005\n    name: user_not_found\n    description: Another.\n",
        &["name: user_not_found", "name: user_not_found"],
        "#/apiCodes/1/name",
    );
}

#[test]
fn code_name_other_than_snake_case_is_rejected() {
    for name in ["UserLocked", "2fa_required", "user__locked", "user-locked", "用户"] {
        second_is(
            "bad-name",
            &format!("  - code: 2005\n    name: {name}\n    description: Another.\n"),
            &["name: user_not_found", "name:"],
            "#/apiCodes/1/name",
        );
    }
}

#[test]
fn code_without_a_description_is_rejected() {
    second_is(
        "no-description",
        "  - code: 2005\n    name: user_locked\n    description: \"\"\n",
        &["code: 2005"],
        "#/apiCodes/1",
    );
}

#[test]
fn a_code_that_nothing_returns() {
    for path in ["authentication/nowhere", "authentication/mfa/getNothing", "mfa"] {
        second_is(
            "unknown-value",
            &format!(
                "  - code: 2005\n    name: user_locked\n    description: Locked.\n    \
                 returnedBy: [{path}]\n"
            ),
            &["returnedBy"],
            "#/apiCodes/1/returnedBy/0",
        );
    }
}
