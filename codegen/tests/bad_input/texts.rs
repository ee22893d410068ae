//! Markdown, and lines that are too long.

use crate::support::expected::{Expected, assert_style_finding};
use crate::support::{MFA, Problem, USER, Workspace};
use crate::{FIELD, field_is_fine, with_field};

/// Checks that the small spec with one edit has this problem of style only.
#[track_caller]
fn finds(
    (file, from, to): (&str, &str, &str),
    code: &str,
    line: &[&str],
    pointer: &str,
) -> Problem {
    let workspace = Workspace::small();
    workspace.edit(file, from, to);
    assert_style_finding(&workspace, &Expected { code, file, line, pointer })
}

/// Checks that the field `extra` has this problem of style only.
#[track_caller]
fn field_has(lines: &[&str], code: &str, line: &str, pointer: &str) -> Problem {
    let pointer = format!("#/components/schemas/ResetFactorDto/properties/extra{pointer}");
    finds((MFA, FIELD, &with_field(lines)), code, &["        extra:", line], &pointer)
}

#[test]
fn markdown_other_than_code_is_rejected_in_every_text() {
    for (file, from, pointer) in [
        (MFA, "Removes a factor.\n      d", "/paths/~1api~1v3~1reset-factor/post/summary"),
        (
            MFA,
            "Id of the factor.",
            "/paths/~1api~1v3~1factors~1{factorId}/get/parameters/0/description",
        ),
        (MFA, "It is gone.", "/paths/~1api~1v3~1reset-factor/post/responses/200/description"),
        (MFA, "Its kind.", "/components/schemas/FactorDto/properties/factorType/description"),
        ("common.yaml", "A code by SMS.", "/components/schemas/FactorType/x-enum-descriptions/SMS"),
        ("common.yaml", "An access token.", "/components/securitySchemes/bearer/description"),
        ("common.yaml", "Signs users in.", "/x-apis/authentication/description"),
    ] {
        let to = from.replacen(' ', " [text](here) ", 1);
        finds((file, from, &to), "markdown", &["[text](here)"], &format!("#{pointer}"));
    }
}

#[test]
fn markdown_of_each_kind_is_rejected() {
    for text in [
        "\"An *old* field.\"",
        "A **bold** field.",
        "\"A `broken field.\"",
        "See <https://example.com>.",
        "\"# Title\"",
        "\"First:\\n- one\"",
        "\"With ``` code ```\"",
        "Line<br>break.",
    ] {
        let lines = [
            "x-unit: s",
            "type: object",
            &format!("additionalProperties: {{ description: {text} }}"),
        ];
        field_has(&lines, "markdown", "additionalProperties", "/additionalProperties/description");
    }
    field_is_fine(&["type: object", "additionalProperties: { description: \"`*a*` and 1 < 2.\" }"]);
}

#[test]
fn line_over_one_hundred_characters_is_rejected_at_its_location() {
    let words = "word ".repeat(20);
    let problem = finds(
        (USER, "description: Id of the user.", &format!("description: Id of the user {words}.")),
        "long-line",
        &["Id of the user"],
        "#/components/schemas/UserDto/properties/userId/description",
    );
    assert!(problem.message.starts_with("line "), "{problem:?}");
    let example = format!("examples: [{}]", "aaaaaaaaa,".repeat(10));
    field_has(&["type: string", &example], "long-line", &example, "/examples");
}

#[test]
fn line_length_is_counted_in_characters() {
    let text = "二".repeat(60) + " 三";
    field_is_fine(&["type: string", &format!("examples: [{text}]")]);
}

#[test]
fn line_without_spaces_can_be_longer() {
    let data = "A".repeat(200);
    field_is_fine(&["type: string", "examples:", &format!("  - data:image/png;base64,{data}")]);
}

#[test]
fn long_comment_is_rejected() {
    let workspace = Workspace::small();
    let comment = format!("components:\n  # {}\n", "word ".repeat(30));
    workspace.edit(USER, "components:\n", &comment);
    let problem = workspace.run(&["lint"]).problem();
    assert_eq!((problem.code.as_str(), problem.pointer.as_str()), ("long-line", "#/components"));
}
