//! `null`: one normal form in every combination.

use serde_json::{Value, json};

use crate::rig::{notes, site};

#[track_caller]
fn states(written: &Value, expected: &Value) {
    let (found, upstream) = site(written.clone());
    assert_eq!(found, *expected, "{written}");
    assert_eq!(notes(&upstream), [""; 0], "{written}");
}

#[test]
fn null_is_part_of_the_type_however_it_is_written() {
    let other = json!({ "$ref": "#/components/schemas/Other" });
    let values = json!({ "type": "nullable<string>", "values": ["OFF", "ON"] });
    let enums = [
        json!({ "type": "string", "enum": ["ON", "OFF"], "nullable": true }),
        json!({ "type": "string", "enum": ["ON", "OFF", null], "nullable": true }),
        json!({ "type": "string", "enum": ["ON", null, "OFF"] }),
        json!({ "type": ["string", "null"], "enum": ["ON", "OFF", null] }),
        json!({ "enum": ["ON", "OFF"], "nullable": true }),
        json!({ "$ref": "#/components/schemas/Status", "nullable": true }),
        json!({ "allOf": [{ "$ref": "#/components/schemas/Status" }], "nullable": true }),
        json!({ "anyOf": [{ "$ref": "#/components/schemas/Status" }, { "type": "null" }] }),
        json!({ "oneOf": [{ "$ref": "#/components/schemas/Status" }, { "enum": [null] }] }),
        json!({ "nullable": true, "oneOf": [{ "const": "ON" }, { "const": "OFF" }] }),
    ];
    enums.iter().for_each(|written| states(written, &values));
    let references = [
        json!({ "$ref": "#/components/schemas/Other", "nullable": true }),
        json!({ "allOf": [other], "nullable": true }),
        json!({ "allOf": [other, { "nullable": true }] }),
        json!({ "oneOf": [other], "nullable": true }),
        json!({ "anyOf": [{ "type": "null" }, other] }),
        json!({ "oneOf": [other, { "type": ["null"] }] }),
        json!({ "oneOf": [other, { "const": null }] }),
        json!({ "nullable": true, "type": "object", "allOf": [other] }),
    ];
    let expected = json!({ "type": "nullable<ref Other>" });
    references.iter().for_each(|written| states(written, &expected));
    let unions = [
        json!({ "oneOf": [other, { "type": "string" }], "nullable": true }),
        json!({ "oneOf": [other, { "type": "string" }, { "type": "null" }] }),
        json!({ "anyOf": [{ "type": "null" }, { "type": "string" }, other] }),
    ];
    let expected = json!({ "type": "nullable<oneOf<ref Other, string>>" });
    unions.iter().for_each(|written| states(written, &expected));
    let plain = [
        json!({ "type": "string", "nullable": true, "maxLength": 5 }),
        json!({ "type": ["string", "null"], "maxLength": 5 }),
        json!({ "type": ["null", "string"], "maxLength": 5 }),
        json!({ "anyOf": [{ "type": "string", "maxLength": 5 }, { "type": "null" }] }),
    ];
    let expected = json!({ "type": "nullable<string>", "maxLength": 5 });
    plain.iter().for_each(|written| states(written, &expected));
    states(
        &json!({ "type": "array", "nullable": true, "items": { "type": "string", "nullable": true } }),
        &json!({ "type": "nullable<array<nullable<string>>>" }),
    );
    states(&json!({ "type": "null" }), &json!({ "type": "nullable<any>" }));
    states(&json!({ "type": "string", "nullable": false }), &json!({ "type": "string" }));
}
