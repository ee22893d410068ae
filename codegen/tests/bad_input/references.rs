//! Dangling and cyclic references, and duplicate definitions.

use crate::finds;
use crate::support::expected::{Expected, assert_finding};
use crate::support::{COMMON, MFA, USER, Workspace};

const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";
const FIELD: &str = "description: Id of that factor.";

#[test]
fn reference_to_an_unknown_schema_of_the_file_is_rejected() {
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
fn reference_to_an_unknown_shared_schema_is_rejected() {
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
fn reference_to_another_module_is_rejected() {
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
fn unknown_security_scheme_is_rejected() {
    finds(
        (USER, "security: [{ bearer: [] }]", "security: [{ beerer: [] }]"),
        "dangling-reference",
        &["beerer"],
        "#/paths/~1api~1v3~1list-users/get/security/0",
    );
}

#[test]
fn schemas_that_only_rename_each_other_are_rejected() {
    let workspace = Workspace::small();
    for (name, other) in [("Chicken", "Egg"), ("Egg", "Chicken")] {
        let alias = format!(
            "    {name}:\n      description: Another name.\n      x-unused: Odd.\n      \
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
fn envelope_that_contains_itself_is_rejected() {
    let workspace = Workspace::small();
    workspace.keep(MFA, "FactorDto");
    workspace.edit(
        MFA,
        "$ref: \"#/components/schemas/FactorDto\"",
        "$ref: \"#/components/schemas/FactorRespDto\"",
    );
    let pointer = "#/components/schemas/FactorRespDto";
    let line: &[&str] = &["    FactorRespDto:"];
    assert_finding(&workspace, &Expected { code: "infinite-type", file: MFA, line, pointer });
}

#[test]
fn object_that_requires_itself_is_rejected() {
    let parent = "description: A parent.\n          $ref: \"#/components/schemas/ResetFactorDto\"";
    let workspace = Workspace::small();
    let required = "description: Which factor to remove.\n      required: [factorId";
    workspace.edit(MFA, required, &format!("{required}, parent"));
    workspace.edit(MFA, FIELD, &format!("{FIELD}\n        parent:\n          {parent}"));
    let problem = assert_finding(
        &workspace,
        &Expected {
            code: "infinite-type",
            file: MFA,
            line: &["    ResetFactorDto:"],
            pointer: "#/components/schemas/ResetFactorDto",
        },
    );
    assert!(problem.message.contains("`ResetFactorDto`"), "{problem:?}");
}

#[test]
fn duplicate_operation_is_rejected() {
    let problem = finds(
        (MFA, "operationId: resetFactor", "operationId: getFactor"),
        "duplicate-operation",
        &["/reset-factor:", "operationId"],
        &format!("{POST}/operationId"),
    );
    assert!(problem.message.contains("/paths/~1api~1v3~1factors"), "{problem:?}");
}

#[test]
fn duplicate_path_and_method_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "[user]", "[user, role]");
    let text = workspace.text(USER).replace("listUsers", "listRoles").replace("user]", "role]");
    let text = text.replace("name: user", "name: role").replace("User", "Role");
    workspace.write("management/role.yaml", &text);
    assert_finding(
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
fn duplicate_schema_is_rejected() {
    let problem = finds(
        (
            USER,
            "    UserDto:\n      type: object",
            "    FactorDto:\n      type: object\n      description: Another one.\n      x-unused: Odd.\n    UserDto:\n      type: object",
        ),
        "duplicate-schema",
        &["    FactorDto:"],
        "#/components/schemas/FactorDto",
    );
    assert!(problem.message.contains("authentication/mfa.yaml"), "{problem:?}");
}
