//! Values, names, tags and parameters that contradict each other.

use crate::finds;
use crate::support::expected::{Expected, assert_finding};
use crate::support::{COMMON, MFA, USER, Workspace};

const GET: &str = "#/paths/~1api~1v3~1factors~1{factorId}/get";
const POST: &str = "#/paths/~1api~1v3~1reset-factor/post";

#[test]
fn duplicate_value_of_an_enum_is_rejected() {
    let problem = finds(
        (COMMON, "enum: [OTP, SMS]", "enum: [OTP, SMS, OTP]"),
        "duplicate-value",
        &["enum:"],
        "#/components/schemas/FactorType/enum/2",
    );
    assert!(problem.message.contains("`OTP`"), "{problem:?}");
}

#[test]
fn description_of_an_unknown_enum_value_is_rejected() {
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
fn enum_value_other_than_string_and_integer_is_rejected() {
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
fn wrong_tag_of_an_operation_is_rejected() {
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
fn wrong_tag_of_a_file_is_rejected() {
    finds((MFA, "  - name: mfa", "  - name: otp"), "tag", &["tags:"], "#/tags");
}

#[test]
fn unknown_required_field_is_rejected() {
    let problem = finds(
        (USER, "required: [userId]", "required: [userId, userName]"),
        "required",
        &["userName"],
        "#/components/schemas/UserDto/required/1",
    );
    assert!(problem.message.contains("`userName`"), "{problem:?}");
}

#[test]
fn path_parameter_outside_of_the_path_is_rejected() {
    finds(
        (MFA, "in: query", "in: path"),
        "path-parameter",
        &["in: path", "in: path"],
        &format!("{GET}/parameters/1/in"),
    );
}

#[test]
fn undocumented_path_parameter_is_rejected() {
    finds(
        (USER, "/api/v3/list-users:", "/api/v3/list-users/{page}:"),
        "path-parameter",
        &["    get:"],
        "#/paths/~1api~1v3~1list-users~1{page}/get",
    );
}

#[test]
fn duplicate_parameter_is_rejected() {
    finds(
        (MFA, "- name: withDetails\n          in: query", "- name: factorId\n          in: path"),
        "duplicate-parameter",
        &["- name: factorId", "- name: factorId"],
        &format!("{GET}/parameters/1/name"),
    );
}

#[test]
fn findings_of_several_files_are_reported_in_one_run() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "enum: [OTP, SMS]", "enum: [OTP, SMS, OTP]");
    workspace.edit(MFA, "      summary: Removes a factor.\n", "");
    workspace.edit(MFA, "          description: Its kind.\n", "");
    workspace.edit(USER, "required: [userId]", "required: [userId, userName]");
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.err.ends_with("\n4 problems found\n"), "{run}");
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

#[test]
fn schema_name_that_openapi_forbids_is_rejected() {
    for name in ["User Dto", "用户", "User/Dto"] {
        finds(
            (
                USER,
                "    UserDto:\n",
                &format!(
                    "    {name}:\n      type: object\n      description: Odd.\n      \
                     x-unused: Odd.\n    UserDto:\n"
                ),
            ),
            "bad-name",
            &[name],
            &format!("#/components/schemas/{}", name.replace('/', "~1")),
        );
    }
}

#[test]
fn module_name_that_cargo_forbids_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "[user]", "[用户]");
    let text = workspace.text(USER).replace("user]", "用户]").replace("name: user", "name: 用户");
    workspace.remove(USER);
    workspace.write("management/用户.yaml", &text);
    let (file, line): (&str, &[&str]) = ("management/用户.yaml", &["openapi"]);
    assert_finding(&workspace, &Expected { code: "bad-name", file, line, pointer: "#" });
}
