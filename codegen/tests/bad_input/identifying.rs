//! Fields that name a resource or grant access have `x-identifying`, and documented responses have
//! a value for them.

use crate::finds;
use crate::support::{COMMON, MFA, USER, Workspace};

const USER_ID: &str = "#/components/schemas/UserDto/properties/userId";

/// Checks that the small spec with another field beside `userId` is without problems.
#[track_caller]
fn is_fine(field: &str) {
    let workspace = Workspace::small();
    let name = field.split_once(':').unwrap().0;
    workspace.edit(USER, "required: [userId]", &format!("required: [userId, {name}]"));
    let property = "        userId:\n          type";
    workspace.edit(USER, property, &format!("        {field}\n{property}"));
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn required_id_of_a_response_needs_x_identifying() {
    let problem = finds(
        (USER, "          x-identifying: true\n", ""),
        "identifying",
        &["        userId:"],
        USER_ID,
    );
    assert!(problem.help.contains("`x-identifying: true`"), "{problem:?}");
    assert!(problem.help.contains("`x-identifying: false`"), "{problem:?}");
}

#[test]
fn names_of_resources_and_credentials_need_x_identifying() {
    for name in [
        "id",
        "tenant_id",
        "roleCode",
        "code",
        "access_token",
        "enrollmentToken",
        "clientSecret",
        "apiKey",
        "apikey",
        "ticket",
        "appIdentifier",
        "unionId",
        "userIdInIdp",
    ] {
        let workspace = Workspace::small();
        let field = format!(
            "      required: [userId, {name}]\n      properties:\n        {name}: \
             {{ type: string, description: A value., x-secret: false }}\n"
        );
        let text = workspace.text(USER);
        workspace
            .write(USER, &text.replace("      required: [userId]\n      properties:\n", &field));
        let run = workspace.run(&["lint"]);
        assert_eq!(run.problem().code, "identifying", "{name}: {run}");
    }
}

#[test]
fn id_marked_not_identifying_is_accepted() {
    let workspace = Workspace::small();
    workspace.edit(USER, "x-identifying: true", "x-identifying: false");
    assert_eq!(workspace.run(&["lint"]).code, Some(0));
}

#[test]
fn outcome_list_and_nullable_id_need_no_x_identifying() {
    is_fine("statusCode: { type: integer, format: int64, description: A status. }");
    is_fine("apiCode: { type: integer, format: int64, description: A status. }");
    is_fine("errorCode: { type: string, description: A status. }");
    is_fine("userIds: { type: array, items: { type: string }, description: Some ids. }");
    is_fine("departmentId: { type: [string, \"null\"], description: An id. }");
    is_fine("isValid: { type: boolean, description: A flag. }");
}

#[test]
fn optional_identifying_field_is_rejected() {
    let problem = finds(
        (USER, "      required: [userId]\n", ""),
        "identifying",
        &["x-identifying"],
        &format!("{USER_ID}/x-identifying"),
    );
    assert!(problem.help.contains("`required`"), "{problem:?}");
}

#[test]
fn nullable_identifying_field_is_rejected() {
    finds(
        (
            USER,
            "          type: string\n          description: Id of the user.",
            "          type: [string, \"null\"]\n          description: Id of the user.",
        ),
        "identifying",
        &["x-identifying"],
        &format!("{USER_ID}/x-identifying"),
    );
}

#[test]
fn x_identifying_in_requests_is_rejected() {
    finds(
        (
            MFA,
            "          description: Id of that factor.",
            "          description: Id of that factor.\n          x-identifying: true",
        ),
        "identifying",
        &["Id of that factor", "x-identifying"],
        "#/components/schemas/ResetFactorDto/properties/factorId/x-identifying",
    );
}

#[test]
fn documented_response_without_an_identifying_value_is_rejected() {
    // The schema allows neither a missing value nor `null`.
    shown("{ userId: \"\" }", true);
    shown("{ userId: user }", false);
}

/// Checks the small spec with this user as the second in a documented response.
#[track_caller]
fn shown(user: &str, is_empty: bool) {
    let workspace = Workspace::small();
    let schema = "              schema: { $ref: \"#/components/schemas/UserListRespDto\" }\n";
    let example = format!(
        "{schema}              examples:\n                two:\n                  value:\n\
         {0}statusCode: 200\n{0}message: OK\n{0}data:\n{0}  - {{ userId: first }}\n{0}  - {user}\n",
        " ".repeat(20),
    );
    workspace.edit(USER, schema, &example);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(i32::from(is_empty)), "{run}");
    if is_empty {
        let problem = run.problem();
        assert_eq!(problem.code, "identifying", "{problem:?}");
        assert!(problem.pointer.ends_with("/examples/two/value/data/1/userId"), "{problem:?}");
        assert!(problem.message.contains("`userId`"), "{problem:?}");
    }
}

#[test]
fn unused_schema_needs_no_x_identifying() {
    let workspace = Workspace::small();
    workspace.edit(
        COMMON,
        "      properties:\n        id: {",
        "      required: [id]\n      properties:\n        id: {",
    );
    assert_eq!(workspace.run(&["lint"]).code, Some(0));
}
