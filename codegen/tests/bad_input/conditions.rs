//! Conditions on unknown fields and values.

use crate::support::expected::{Expected, assert_finding};
use crate::support::{MFA, Workspace};
use crate::{FIELD, field_has, field_is_fine, with_field};

const KIND: &str = "$ref: \"../common.yaml#/components/schemas/FactorType\"";

#[test]
fn condition_on_an_unknown_field_is_rejected_with_a_suggestion() {
    for keyword in ["x-required-when", "x-present-when"] {
        let lines = ["type: string", &format!("{keyword}: {{ factorID: a }}")];
        let at = format!("/{keyword}/factorID");
        let problem = field_has(&lines, "unknown-field", keyword, &at);
        assert!(problem.help.contains("`factorId`"), "{problem:?}");
    }
    field_is_fine(&["type: string", "x-required-when: { factorId: a }"]);
}

#[test]
fn condition_on_an_impossible_value_is_rejected() {
    let lines = ["type: string", "x-required-when: { factorId: 1 }"];
    field_has(&lines, "unknown-value", "x-required-when", "/x-required-when/factorId");
    let workspace = Workspace::small();
    let kind = format!("{FIELD}\n        kind:\n          description: Kind.\n          {KIND}");
    let conditions = ["type: string", "x-required-when: { kind: [SMS, FAX] }"];
    let field = with_field(&conditions).replacen(FIELD, &kind, 1);
    workspace.edit(MFA, FIELD, &field);
    let at = "#/components/schemas/ResetFactorDto/properties/extra/x-required-when/kind/1";
    let line: &[&str] = &["x-required-when"];
    assert_finding(&workspace, &Expected { code: "unknown-value", file: MFA, line, pointer: at });
    workspace.edit(MFA, "[SMS, FAX]", "[SMS, OTP]");
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn condition_without_a_field_is_rejected() {
    for condition in ["SMS", "{}", "[factorId]", "true"] {
        let line = format!("x-required-when: {condition}");
        field_has(&["type: string", &line], "condition", &line, "/x-required-when");
    }
    let lines = ["type: string", "x-required-when: { factorId: [] }"];
    field_has(&lines, "condition", "x-required-when", "/x-required-when/factorId");
}

#[test]
fn condition_can_name_a_field_of_an_enclosing_object() {
    let workspace = Workspace::small();
    workspace.edit(MFA, FIELD, &with_field(&["$ref: \"#/components/schemas/InnerDto\""]));
    let inner = "    InnerDto:\n      type: object\n      description: Inner.\n      properties:\n        \
                 note:\n          type: string\n          description: A note.\n          \
                 x-required-when: { factorId: a }\n    ResetFactorDto:\n";
    workspace.edit(MFA, "    ResetFactorDto:\n", inner);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn presence_can_depend_on_the_request() {
    let workspace = Workspace::small();
    workspace.edit(
        MFA,
        "../common.yaml#/components/schemas/CommonResponseDto",
        "#/components/schemas/FactorRespDto",
    );
    workspace.keep("common.yaml", "CommonResponseDto");
    let kind = "description: Its kind.";
    workspace.edit(MFA, FIELD, &with_field(&["type: string"]));
    let present = format!("{kind}\n          x-present-when: {{ extra: a }}");
    workspace.edit(MFA, kind, &present);
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
    workspace.edit(MFA, "x-present-when", "x-required-when");
    assert_eq!(workspace.run(&["lint"]).problem().code, "unknown-field");
}
