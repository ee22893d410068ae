//! Types of OpenAPI that the generator does not support.

use std::path::Path;

use crate::finds;
use crate::support::expected::{Expected, assert_finding};
use crate::support::{COMMON, MFA, USER, Workspace};

const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";
const FIELD: &str = "description: Id of that factor.";

#[test]
fn inline_enum_is_rejected() {
    finds(
        (MFA, FIELD, "description: Id of that factor.\n          enum: [first, second]"),
        "inline-enum",
        &["enum:"],
        "#/components/schemas/ResetFactorDto/properties/factorId/enum",
    );
}

#[test]
fn single_part_of_all_of_is_rejected() {
    finds(
        (
            MFA,
            "$ref: \"#/components/schemas/FactorDto\"",
            "allOf: [{ $ref: \"#/components/schemas/FactorDto\" }]",
        ),
        "wrapper",
        &["allOf: ["],
        "#/components/schemas/FactorRespDto/allOf/1/properties/data/allOf",
    );
}

#[test]
fn unknown_type_is_rejected() {
    let problem = finds(
        (USER, "          type: string", "          type: text"),
        "unknown-type",
        &["type: text"],
        "#/components/schemas/UserDto/properties/userId/type",
    );
    assert!(problem.message.contains("`text`"), "{problem:?}");
}

#[test]
fn array_without_items_is_rejected() {
    finds(
        (USER, "          type: string", "          type: array"),
        "unknown-type",
        &["        userId:"],
        "#/components/schemas/UserDto/properties/userId",
    );
}

#[test]
fn inline_object_is_rejected() {
    finds(
        (
            USER,
            "          type: string",
            "          type: object\n          properties:\n            id: { type: string, description: Part. }",
        ),
        "unsupported",
        &["properties:", "properties:"],
        "#/components/schemas/UserDto/properties/userId/properties",
    );
}

#[test]
fn inline_union_is_rejected() {
    finds(
        (USER, "          type: string", "          oneOf: [{ type: string }, { type: boolean }]"),
        "unsupported",
        &["oneOf:"],
        "#/components/schemas/UserDto/properties/userId/oneOf",
    );
}

#[test]
fn unknown_media_type_of_a_body_is_rejected() {
    finds(
        (
            MFA,
            "        content:\n          application/json:\n            schema: { $ref: \"#/comp",
            "        content:\n          application/xml:\n            schema: { $ref: \"#/comp",
        ),
        "unsupported",
        &["application/xml"],
        &format!("{POST}/requestBody/content/application~1xml"),
    );
}

#[test]
fn inline_body_is_rejected() {
    let workspace = Workspace::small();
    let named = "{ $ref: \"#/components/schemas/ResetFactorDto\" }";
    workspace.edit(MFA, named, "{ type: object }");
    workspace.keep(MFA, "ResetFactorDto");
    assert_finding(
        &workspace,
        &Expected {
            code: "unsupported",
            file: MFA,
            line: &["schema: { type: object }"],
            pointer: &format!("{POST}/requestBody/content/application~1json/schema"),
        },
    );
}

#[test]
fn problem_of_a_201_response_points_to_that_response() {
    let workspace = Workspace::small();
    workspace.keep(USER, "UserListRespDto");
    workspace.edit(USER, "\"200\":", "\"201\":");
    workspace.edit(
        USER,
        "schema: { $ref: \"#/components/schemas/UserListRespDto\" }",
        "schema: { oneOf: [{ type: string }, { type: boolean }] }",
    );
    assert_finding(
        &workspace,
        &Expected {
            code: "unsupported",
            file: USER,
            line: &["oneOf"],
            pointer: "#/paths/~1api~1v3~1list-users/get/responses/201/content/application~1json/schema/oneOf",
        },
    );
}

#[test]
fn bare_envelope_in_a_field_is_rejected() {
    finds(
        (
            USER,
            "          type: string\n",
            "          $ref: \"../common.yaml#/components/schemas/Envelope\"\n",
        ),
        "unsupported",
        &["        userId:"],
        "#/components/schemas/UserDto/properties/userId",
    );
}

#[test]
fn bare_envelope_as_a_response_is_accepted() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "schemas/CommonResponseDto", "schemas/Envelope");
    workspace.keep(COMMON, "CommonResponseDto");
    workspace.generate();
    let text = workspace.generated().remove(Path::new("authentication/mfa.rs")).unwrap();
    assert!(text.contains("pub fn reset_factor(&self, body: ResetFactorDto) -> Call<()> {"));
}

/// Checks that a union beside `UserDto` rejects this branch.
#[track_caller]
fn no_branch(branch: &str, line: &[&str]) {
    let union = format!(
        "    Either:\n      description: A union.\n      x-unused: Odd.\n      oneOf:\n        - {{ type: boolean }}\n        \
         - {branch}\n    UserDto:\n"
    );
    finds(
        (USER, "    UserDto:\n", &union),
        "unsupported",
        line,
        "#/components/schemas/Either/oneOf/1",
    );
}

#[test]
fn indistinguishable_branches_of_a_union_are_rejected() {
    no_branch("{}", &["        - {}"]);
    no_branch("{ type: [string, \"null\"] }", &["null"]);
    no_branch("{ $ref: \"#/components/schemas/UserListRespDto\" }", &["boolean", "- { $ref"]);
    no_branch("{ $ref: \"#/components/schemas/Either\" }", &["boolean", "- { $ref"]);
}
