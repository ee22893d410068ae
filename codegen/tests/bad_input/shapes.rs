//! Types that OpenAPI has and the generator does not take.

use std::path::Path;

use crate::finds;
use crate::support::expected::{Expected, is_a_finding};
use crate::support::{COMMON, MFA, USER, Workspace};

const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";
const FIELD: &str = "description: Id of that factor.";

#[test]
fn an_enum_without_a_name() {
    finds(
        (MFA, FIELD, "description: Id of that factor.\n          enum: [first, second]"),
        "inline-enum",
        &["enum:"],
        "#/components/schemas/ResetFactorDto/properties/factorId/enum",
    );
}

#[test]
fn a_wrapper_around_a_reference() {
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
fn an_unknown_type() {
    let problem = finds(
        (USER, "          type: string", "          type: text"),
        "unknown-type",
        &["type: text"],
        "#/components/schemas/UserDto/properties/userId/type",
    );
    assert!(problem.message.contains("`text`"), "{problem:?}");
}

#[test]
fn an_array_of_nobody_knows_what() {
    finds(
        (USER, "          type: string", "          type: array"),
        "unknown-type",
        &["        userId:"],
        "#/components/schemas/UserDto/properties/userId",
    );
}

#[test]
fn an_object_without_a_name() {
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
fn a_union_without_a_name() {
    finds(
        (USER, "          type: string", "          oneOf: [{ type: string }, { type: boolean }]"),
        "unsupported",
        &["oneOf:"],
        "#/components/schemas/UserDto/properties/userId/oneOf",
    );
}

#[test]
fn a_body_in_an_unknown_media_type() {
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
fn a_body_without_a_name() {
    let workspace = Workspace::small();
    let named = "{ $ref: \"#/components/schemas/ResetFactorDto\" }";
    workspace.edit(MFA, named, "{ type: object }");
    workspace.keep(MFA, "ResetFactorDto");
    is_a_finding(
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
fn a_problem_of_an_answer_that_is_not_200_is_where_the_answer_is() {
    let workspace = Workspace::small();
    workspace.keep(USER, "UserListRespDto");
    workspace.edit(USER, "\"200\":", "\"201\":");
    workspace.edit(
        USER,
        "schema: { $ref: \"#/components/schemas/UserListRespDto\" }",
        "schema: { oneOf: [{ type: string }, { type: boolean }] }",
    );
    is_a_finding(
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
fn the_bare_envelope_in_a_field() {
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
fn the_bare_envelope_as_an_answer_is_fine() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "schemas/CommonResponseDto", "schemas/Envelope");
    workspace.keep(COMMON, "CommonResponseDto");
    workspace.generate();
    let text = workspace.generated().remove(Path::new("authentication/mfa.rs")).unwrap();
    assert!(text.contains("pub fn reset_factor(&self, body: ResetFactorDto) -> Call<()> {"));
}

/// A union beside `UserDto` with this branch.
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
fn branches_of_a_union_that_cannot_be_told_from_others() {
    no_branch("{}", &["        - {}"]);
    no_branch("{ type: [string, \"null\"] }", &["null"]);
    no_branch("{ $ref: \"#/components/schemas/UserListRespDto\" }", &["boolean", "- { $ref"]);
    no_branch("{ $ref: \"#/components/schemas/Either\" }", &["boolean", "- { $ref"]);
}
