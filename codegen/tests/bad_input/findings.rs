//! What a description that can be read must not have.

use crate::support::described::{Expected, is_a_finding};
use crate::support::{COMMON, MFA, Shown, USER, Workspace};

/// The small description with one edit has exactly one problem.
#[track_caller]
fn finds((file, from, to): (&str, &str, &str), code: &str, line: &[&str], pointer: &str) -> Shown {
    let workspace = Workspace::small();
    workspace.edit(file, from, to);
    is_a_finding(&workspace, &Expected { code, file, line, pointer })
}

const GET: &str = "#/paths/~1api~1v3~1factors~1{factorId}/get";
const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";
const FIELD: &str = "description: Id of that factor.";

#[test]
fn a_reference_to_a_schema_that_is_not_in_the_file() {
    let problem = finds(
        (
            MFA,
            "{ $ref: \"#/components/schemas/ResetFactorDto\" }",
            "{ $ref: \"#/components/schemas/Reset\" }",
        ),
        "dangling-reference",
        &["schemas/Reset\""],
        &format!("{POST}/requestBody/content/application~1json/schema/$ref"),
    );
    assert!(problem.message.contains("#/components/schemas/Reset"), "{problem:?}");
}

#[test]
fn a_reference_to_a_schema_that_is_not_shared() {
    finds(
        (
            MFA,
            "\"../common.yaml#/components/schemas/FactorType\"",
            "\"../common.yaml#/components/schemas/Factor\"",
        ),
        "dangling-reference",
        &["schemas/Factor\""],
        "#/components/schemas/FactorDto/properties/factorType/$ref",
    );
}

#[test]
fn a_reference_to_a_file_that_is_no_place_for_shared_schemas() {
    finds(
        (
            MFA,
            "\"../common.yaml#/components/schemas/FactorType\"",
            "\"../management/user.yaml#/components/schemas/UserDto\"",
        ),
        "dangling-reference",
        &["user.yaml"],
        "#/components/schemas/FactorDto/properties/factorType/$ref",
    );
}

#[test]
fn a_security_scheme_that_is_not_there() {
    finds(
        (USER, "security: [{ bearer: [] }]", "security: [{ beerer: [] }]"),
        "dangling-reference",
        &["beerer"],
        "#/paths/~1api~1v3~1list-users/get/security/0",
    );
}

#[test]
fn schemas_that_are_only_names_for_each_other() {
    let workspace = Workspace::small();
    for (name, other) in [("Chicken", "Egg"), ("Egg", "Chicken")] {
        let alias = format!(
            "    {name}:\n      description: Another name.\n      \
             $ref: \"#/components/schemas/{other}\"\n"
        );
        workspace.edit(MFA, "    FactorDto:\n", &format!("{alias}    FactorDto:\n"));
    }
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(1), "{run}");
    let problems = run.problems();
    let problems: Vec<_> =
        problems.iter().map(|it| (it.code.as_str(), it.pointer.as_str())).collect();
    assert_eq!(
        problems,
        [
            ("unsupported", "#/components/schemas/Chicken"),
            ("unsupported", "#/components/schemas/Egg"),
        ]
    );
}

#[test]
fn an_envelope_around_itself() {
    finds(
        (
            MFA,
            "$ref: \"#/components/schemas/FactorDto\"",
            "$ref: \"#/components/schemas/FactorRespDto\"",
        ),
        "endless",
        &["    FactorRespDto:"],
        "#/components/schemas/FactorRespDto",
    );
}

#[test]
fn an_object_that_cannot_be_without_itself() {
    let parent = "description: A parent.\n          $ref: \"#/components/schemas/ResetFactorDto\"";
    let workspace = Workspace::small();
    let required = "description: Which factor to remove.\n      required: [factorId";
    workspace.edit(MFA, required, &format!("{required}, parent"));
    workspace.edit(MFA, FIELD, &format!("{FIELD}\n        parent:\n          {parent}"));
    let problem = is_a_finding(
        &workspace,
        &Expected {
            code: "endless",
            file: MFA,
            line: &["    ResetFactorDto:"],
            pointer: "#/components/schemas/ResetFactorDto",
        },
    );
    assert!(problem.message.contains("`ResetFactorDto`"), "{problem:?}");
}

#[test]
fn two_operations_of_one_name() {
    let problem = finds(
        (MFA, "operationId: resetFactor", "operationId: getFactor"),
        "duplicate-operation",
        &["/reset-factor:", "operationId"],
        &format!("{POST}/operationId"),
    );
    assert!(problem.message.contains("/paths/~1api~1v3~1factors"), "{problem:?}");
}

#[test]
fn two_operations_at_one_address() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "[user]", "[user, role]");
    let text = workspace.text(USER).replace("listUsers", "listRoles").replace("user]", "role]");
    let text = text.replace("name: user", "name: role").replace("User", "Role");
    workspace.write("management/role.yaml", &text);
    is_a_finding(
        &workspace,
        &Expected {
            code: "duplicate-address",
            file: "management/role.yaml",
            line: &["/api/v3/list-users:", "get:"],
            pointer: "#/paths/~1api~1v3~1list-users/get",
        },
    );
}

#[test]
fn two_schemas_of_one_name() {
    let problem = finds(
        (
            USER,
            "    UserDto:\n      type: object",
            "    FactorDto:\n      type: object\n      description: Another one.\n      properties:\n        id: { type: string, description: Its id. }\n    UserDto:\n      type: object",
        ),
        "duplicate-schema",
        &["    FactorDto:"],
        "#/components/schemas/FactorDto",
    );
    assert!(problem.message.contains("authentication/mfa.yaml"), "{problem:?}");
}

#[test]
fn no_description_of_a_module() {
    finds(
        (MFA, "  description: Lists and removes factors.\ntags:", "tags:"),
        "no-description",
        &["info:"],
        "#/info",
    );
}

#[test]
fn no_description_of_an_operation() {
    finds(
        (MFA, "      description: The user cannot sign in with it any more.\n", ""),
        "no-description",
        &["    post:"],
        POST,
    );
}

#[test]
fn no_summary_of_an_operation() {
    finds(
        (MFA, "      summary: Removes a factor.\n", ""),
        "no-description",
        &["    post:"],
        &format!("{POST}/summary"),
    );
}

#[test]
fn no_description_of_a_parameter() {
    finds(
        (MFA, "          description: Whether to say more.\n", ""),
        "no-description",
        &["- name: withDetails"],
        &format!("{GET}/parameters/1"),
    );
}

#[test]
fn no_description_of_an_answer() {
    finds(
        (MFA, "          description: It is gone.\n", ""),
        "no-description",
        &["    post:", "\"200\":"],
        &format!("{POST}/responses/200"),
    );
}

#[test]
fn no_description_of_a_schema() {
    finds(
        (MFA, "      description: A factor.\n", "      description: \" \"\n"),
        "no-description",
        &["    FactorDto:"],
        "#/components/schemas/FactorDto",
    );
}

#[test]
fn no_description_of_a_field() {
    finds(
        (MFA, "          description: Its kind.\n", ""),
        "no-description",
        &["        factorType:"],
        "#/components/schemas/FactorDto/properties/factorType",
    );
}

#[test]
fn no_description_of_a_value() {
    finds(
        (COMMON, "        SMS: A code by SMS.\n", ""),
        "no-description",
        &["enum:"],
        "#/components/schemas/FactorType/enum/1",
    );
}

#[test]
fn a_value_that_is_there_twice() {
    let problem = finds(
        (COMMON, "enum: [OTP, SMS]", "enum: [OTP, SMS, OTP]"),
        "duplicate-value",
        &["enum:"],
        "#/components/schemas/FactorType/enum/2",
    );
    assert!(problem.message.contains("`OTP`"), "{problem:?}");
}

#[test]
fn a_description_of_a_value_that_is_not_there() {
    finds(
        (
            COMMON,
            "        SMS: A code by SMS.\n",
            "        SMS: A code by SMS.\n        FACE: A photo.\n",
        ),
        "unknown-value",
        &["FACE"],
        "#/components/schemas/FactorType/x-enum-descriptions/FACE",
    );
}

#[test]
fn a_value_that_is_neither_a_text_nor_an_integer() {
    finds(
        (
            COMMON,
            "[OTP, SMS]\n      x-enum-descriptions:\n",
            "[OTP, SMS, 1.5]\n      x-enum-descriptions:\n        \"1.5\": Half of both.\n",
        ),
        "bad-value",
        &["enum:"],
        "#/components/schemas/FactorType/enum/2",
    );
}

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
fn a_tag_of_another_module_on_an_operation() {
    finds(
        (
            MFA,
            "operationId: resetFactor\n      tags: [mfa]",
            "operationId: resetFactor\n      tags: [otp]",
        ),
        "tag",
        &["tags: [otp]"],
        &format!("{POST}/tags"),
    );
}

#[test]
fn a_tag_of_another_module_on_a_file() {
    finds((MFA, "  - name: mfa", "  - name: otp"), "tag", &["tags:"], "#/tags");
}

#[test]
fn no_brand() {
    finds(
        (USER, "x-availability: [authing, genauth]", "x-availability: []"),
        "availability",
        &["    get:"],
        "#/paths/~1api~1v3~1list-users/get",
    );
}

#[test]
fn a_required_field_that_is_no_field() {
    let problem = finds(
        (USER, "required: [userId]", "required: [userId, userName]"),
        "required",
        &["userName"],
        "#/components/schemas/UserDto/required/1",
    );
    assert!(problem.message.contains("`userName`"), "{problem:?}");
}

#[test]
fn a_path_parameter_that_is_not_in_the_path() {
    finds(
        (MFA, "in: query", "in: path"),
        "path-parameter",
        &["in: path", "in: path"],
        &format!("{GET}/parameters/1/in"),
    );
}

#[test]
fn a_path_parameter_that_nobody_describes() {
    finds(
        (USER, "/api/v3/list-users:", "/api/v3/list-users/{page}:"),
        "path-parameter",
        &["    get:"],
        "#/paths/~1api~1v3~1list-users~1{page}/get",
    );
}

#[test]
fn a_parameter_that_is_there_twice() {
    finds(
        (MFA, "- name: withDetails\n          in: query", "- name: factorId\n          in: path"),
        "duplicate-parameter",
        &["- name: factorId", "- name: factorId"],
        &format!("{GET}/parameters/1/name"),
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
        (USER, "          type: string", "          oneOf: [{ type: string }, { type: integer }]"),
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
    finds(
        (MFA, "{ $ref: \"#/components/schemas/ResetFactorDto\" }", "{ type: object }"),
        "unsupported",
        &["schema: { type: object }"],
        &format!("{POST}/requestBody/content/application~1json/schema"),
    );
}

#[test]
fn a_problem_of_an_answer_that_is_not_200_is_where_the_answer_is() {
    let workspace = Workspace::small();
    workspace.edit(USER, "\"200\":", "\"201\":");
    workspace.edit(
        USER,
        "schema: { $ref: \"#/components/schemas/UserListRespDto\" }",
        "schema: { oneOf: [{ type: string }, { type: integer }] }",
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
fn findings_of_several_files_are_reported_in_one_run() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "enum: [OTP, SMS]", "enum: [OTP, SMS, OTP]");
    workspace.edit(MFA, "      summary: Removes a factor.\n", "");
    workspace.edit(MFA, "          description: Its kind.\n", "");
    workspace.edit(USER, "required: [userId]", "required: [userName]");
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.err.ends_with("\n4 problems\n"), "{run}");
    let problems = run.problems();
    let shown: Vec<_> = problems.iter().map(|it| (it.file.as_str(), it.code.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("spec/authentication/mfa.yaml", "no-description"),
            ("spec/authentication/mfa.yaml", "no-description"),
            ("spec/common.yaml", "duplicate-value"),
            ("spec/management/user.yaml", "required"),
        ]
    );
    assert_eq!(workspace.run(&["generate"]).problems(), problems);
}
