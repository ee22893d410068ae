//! Schemas: one normal form for each way in which documents write the same.

use serde_json::{Value, json};

use crate::rig::{accepted, attributes, notes, property, schema, site, with_schemas};

/// Checks what a property with a schema states, and that nothing is reported.
#[track_caller]
fn states(written: Value, expected: Value) {
    let (found, upstream) = site(written.clone());
    assert_eq!(found, expected, "{written}");
    assert_eq!(notes(&upstream), [""; 0], "{written}");
}

/// Checks what a property with a schema states, and what is reported.
#[track_caller]
fn states_with_note(written: Value, expected: Value, note: &str) {
    let (found, upstream) = site(written.clone());
    assert_eq!(found, expected, "{written}");
    let notes = notes(&upstream);
    assert!(notes.len() == 1 && notes[0].contains(note), "{written}: {notes:?}");
}

#[test]
fn plain_types() {
    states(json!({}), json!({ "type": "any" }));
    states(json!(true), json!({ "type": "any" }));
    states(json!({ "type": "string" }), json!({ "type": "string" }));
    states(json!({ "type": "number", "format": "double" }), json!({ "type": "number" }));
    states(json!({ "type": ["integer"], "format": "int64" }), json!({ "type": "integer" }));
    states(json!({ "type": "object" }), json!({ "type": "object" }));
    states(
        json!({ "type": "string", "format": "date-time", "title": "Time", "uniqueItems": false }),
        json!({ "type": "string", "format": "date-time" }),
    );
    states(json!({ "type": "string", "format": "binary" }), json!({ "type": "file" }));
    states(json!({ "type": "string", "contentMediaType": "image/png" }), json!({ "type": "file" }));
    states(
        json!({ "type": ["string", "integer", "string"] }),
        json!({ "type": "oneOf<integer, string>" }),
    );
}

#[test]
fn references_with_decorations_are_references() {
    let reference = json!({ "$ref": "#/components/schemas/Other" });
    let expected = json!({ "type": "ref Other" });
    states(reference.clone(), expected.clone());
    states(json!({ "allOf": [reference] }), expected.clone());
    states(json!({ "description": "It.", "allOf": [reference] }), expected.clone());
    states(json!({ "type": "object", "allOf": [reference] }), expected.clone());
    states(
        json!({ "allOf": [{ "allOf": [reference] }, { "description": "It." }] }),
        expected.clone(),
    );
    states(json!({ "oneOf": [reference] }), expected.clone());
    states(
        json!({ "$ref": "#/components/schemas/Other", "title": "T", "type": "object" }),
        expected,
    );
    states(
        json!({ "$ref": "#/components/schemas/Other", "default": {}, "deprecated": true }),
        json!({ "type": "ref Other", "default": {}, "deprecated": true }),
    );
}

#[test]
fn enums_count_as_their_values() {
    let expected = json!({ "type": "string", "values": ["OFF", "ON"] });
    states(json!({ "type": "string", "enum": ["ON", "OFF"] }), expected.clone());
    states(json!({ "enum": ["OFF", "ON"] }), expected.clone());
    states(json!({ "$ref": "#/components/schemas/Status" }), expected.clone());
    states(json!({ "allOf": [{ "$ref": "#/components/schemas/Status" }] }), expected.clone());
    states(
        json!({ "oneOf": [{ "const": "ON", "description": "On." }, { "const": "OFF" }] }),
        expected,
    );
    states(json!({ "const": 3 }), json!({ "type": "integer", "values": [3] }));
    states(
        json!({ "type": "array", "maxItems": 5, "items": { "enum": ["b", "a"], "type": "string" } }),
        json!({ "type": "array<string>", "values": ["a", "b"], "maxItems": 5 }),
    );
    states(
        json!({ "type": "array", "items": { "$ref": "#/components/schemas/Status" } }),
        json!({ "type": "array<string>", "values": ["OFF", "ON"] }),
    );
    states_with_note(
        json!({ "type": "string", "enum": [1, "a"] }),
        json!({ "type": "string", "values": ["1", "a"] }),
        "count as strings",
    );
}

#[test]
fn limits_and_defaults() {
    states(
        json!({ "type": "number", "minimum": 1.0, "maximum": 10, "default": 2.0 }),
        json!({ "type": "number", "minimum": 1, "maximum": 10, "default": 2 }),
    );
    states(
        json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true }),
        json!({ "type": "integer", "minimum": 1 }),
    );
    states(
        json!({ "type": "integer", "exclusiveMaximum": 10, "exclusiveMinimum": false }),
        json!({ "type": "integer", "maximum": 9 }),
    );
    states_with_note(
        json!({ "type": "number", "exclusiveMinimum": 0.5 }),
        json!({ "type": "number", "minimum": 0.5 }),
        "counts as `minimum`",
    );
    states_with_note(
        json!({ "type": "string", "maxLength": "50" }),
        json!({ "type": "string", "maxLength": 50 }),
        "counts as a number",
    );
    states(json!({ "type": "string", "default": null }), json!({ "type": "string" }));
    states(
        json!({ "type": "array", "minItems": 1, "items": { "type": "string", "maxLength": 9 } }),
        json!({ "type": "array<string>", "minItems": 1, "maxLength": 9 }),
    );
}

#[test]
fn maps_lists_and_unions() {
    states(
        json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        json!({ "type": "map<string>" }),
    );
    states(json!({ "type": "object", "additionalProperties": true }), json!({ "type": "object" }));
    states(
        json!({ "type": "array", "items": { "type": "array", "items": {} } }),
        json!({ "type": "array<array<any>>" }),
    );
    let other = json!({ "$ref": "#/components/schemas/Other" });
    let union = json!({ "type": "oneOf<ref Other, string>" });
    states(json!({ "oneOf": [{ "type": "string" }, other] }), union.clone());
    states(json!({ "anyOf": [other, { "title": "Text", "type": "string" }] }), union);
    let many = json!({ "type": "array", "items": { "type": "string", "maxLength": 5 } });
    states(
        json!({ "oneOf": [many, { "type": "string", "maxLength": 5 }] }),
        json!({ "type": "oneOf<array<string>, string>", "maxLength": 5 }),
    );
}

#[test]
fn keywords_that_facts_cannot_express_are_noted() {
    for (keyword, value) in [
        ("pattern", json!("^a")),
        ("readOnly", json!(true)),
        ("multipleOf", json!(2)),
        ("not", json!({ "type": "string" })),
        ("prefixItems", json!([{}])),
    ] {
        states_with_note(
            json!({ "type": "string", keyword: value }),
            json!({ "type": "string" }),
            &format!("`{keyword}` is not imported"),
        );
    }
    states(json!({ "type": "string", "readOnly": false }), json!({ "type": "string" }));
    states_with_note(
        json!({ "type": "string", "maxLenght": 3 }),
        json!({ "type": "string" }),
        "did you mean `maxLength`",
    );
    states_with_note(
        json!({ "type": "string", "x-color": "red" }),
        json!({ "type": "string" }),
        "unknown extension `x-color`",
    );
    states_with_note(json!({ "type": "array" }), json!({ "type": "array<any>" }), "is missing");
    states_with_note(
        json!({ "type": "String" }),
        json!({ "type": "string" }),
        "counts as `string`",
    );
}

#[test]
fn objects_without_a_name_have_properties_with_a_path() {
    let inner = json!({ "type": "object", "required": ["a"], "properties": {
        "a": { "type": "string" },
        "b": { "type": "array", "items": { "properties": { "c": { "type": "boolean" } } } },
    } });
    let upstream = accepted(with_schemas(json!({
        "Thing": { "type": "object", "properties": {
            "one": inner,
            "map": { "type": "object", "additionalProperties": inner },
        } },
    })));
    let found = |path: &[&str]| attributes(&upstream.facts, &property("Thing", path));
    assert_eq!(found(&["one"]), json!({ "type": "object" }));
    assert_eq!(found(&["one", "a"]), json!({ "type": "string", "required": true }));
    assert_eq!(found(&["one", "b"]), json!({ "type": "array<object>" }));
    assert_eq!(found(&["one", "b", "[]", "c"]), json!({ "type": "boolean" }));
    assert_eq!(found(&["map"]), json!({ "type": "map<object>" }));
    assert_eq!(found(&["map", "{}", "b", "[]", "c"]), json!({ "type": "boolean" }));
    assert_eq!(notes(&upstream), [""; 0]);
}

#[test]
fn named_schemas_have_kinds() {
    let code = json!({ "type": "number" });
    let text = json!({ "type": "string" });
    let upstream = accepted(with_schemas(json!({
        "Object": { "type": "object", "properties": { "a": {} } },
        "Empty": { "type": "object", "properties": {} },
        "Level": { "type": "integer", "enum": [2, 1, null], "nullable": true },
        "Alias": { "type": "array", "items": { "$ref": "#/components/schemas/Object" } },
        "Same": { "$ref": "#/components/schemas/Object" },
        "Union": { "oneOf": [{ "$ref": "#/components/schemas/Object" }, { "type": "string" }] },
        "Resp": { "type": "object", "required": ["statusCode"], "properties": {
            "statusCode": code, "message": text,
            "data": { "allOf": [{ "$ref": "#/components/schemas/Object" }] },
        } },
        "Done": { "type": "object", "properties": { "statusCode": code, "message": text } },
        "More": { "type": "object", "properties": {
            "statusCode": code, "message": text, "list": { "type": "array", "items": text },
        } },
        "User": { "type": "object", "properties": { "level": { "$ref": "#/components/schemas/Level" } } },
    })));
    let found = |name: &str| attributes(&upstream.facts, &schema(name));
    assert_eq!(found("Object"), json!({ "kind": "object" }));
    assert_eq!(found("Empty"), json!({ "kind": "free-form" }));
    assert_eq!(found("Level"), json!({ "kind": "enum", "values": [1, 2] }));
    assert_eq!(found("Alias"), json!({ "kind": "alias", "type": "array<ref Object>" }));
    assert_eq!(found("Same"), json!({ "kind": "alias", "type": "ref Object" }));
    assert_eq!(found("Union"), json!({ "kind": "union", "branches": ["ref Object", "string"] }));
    assert_eq!(found("Resp"), json!({ "kind": "envelope", "type": "ref Object" }));
    assert_eq!(found("Done"), json!({ "kind": "envelope" }));
    assert_eq!(found("More"), json!({ "kind": "object" }));
    assert_eq!(
        attributes(&upstream.facts, &property("User", &["level"])),
        json!({ "type": "nullable<integer>", "values": [1, 2] })
    );
    assert!(!upstream.facts.entries.contains_key(&property("Resp", &["data"])));
    let notes = notes(&upstream);
    assert!(notes.len() == 1 && notes[0].contains("envelope"), "{notes:?}");
}

#[test]
fn named_combinations_have_the_properties_of_all_parts() {
    let upstream = accepted(with_schemas(json!({
        "Envelope": { "type": "object", "properties": {
            "statusCode": { "type": "integer" }, "message": { "type": "string" },
        } },
        "RoleResp": { "allOf": [
            { "$ref": "#/components/schemas/Envelope" },
            { "type": "object", "properties": { "data": { "$ref": "#/components/schemas/Role" } } },
        ] },
        "Role": { "allOf": [
            { "$ref": "#/components/schemas/Base" },
            { "type": "object", "required": ["id", "code"],
              "properties": { "code": { "type": "string" } } },
        ] },
        "Base": { "type": "object", "properties": { "id": { "type": "string" } } },
    })));
    let facts = &upstream.facts;
    assert_eq!(
        attributes(facts, &schema("RoleResp")),
        json!({ "kind": "envelope", "type": "ref Role" })
    );
    assert_eq!(attributes(facts, &schema("Role")), json!({ "kind": "object" }));
    assert_eq!(
        attributes(facts, &property("Role", &["code"])),
        json!({ "type": "string", "required": true })
    );
    assert_eq!(attributes(facts, &property("Role", &["id"]))["type"], "string");
}

#[test]
fn circular_schemas_are_references() {
    let upstream = accepted(with_schemas(json!({
        "Tree": { "type": "object", "properties": {
            "children": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
            "parent": { "allOf": [{ "$ref": "#/components/schemas/Tree" }], "nullable": true },
        } },
    })));
    assert_eq!(
        attributes(&upstream.facts, &property("Tree", &["children"])),
        json!({ "type": "array<ref Tree>" })
    );
    assert_eq!(upstream.facts.entries.len(), 4);
}

#[test]
fn texts_and_examples_are_kept_beside_the_facts() {
    let upstream = accepted(with_schemas(json!({
        "Thing": { "type": "object", "properties": { "mode": {
            "type": "string", "enum": ["a", "b"], "example": "a",
            "description": "Mode:\n- `a`: first\n- `b`: second",
        } } },
    })));
    let key = property("Thing", &["mode"]);
    let text = &upstream.texts[&key];
    assert_eq!(text.description.as_deref(), Some("Mode:\n- `a`: first\n- `b`: second"));
    assert_eq!(text.values["b"], "second");
    assert_eq!(upstream.examples[&key], "a");
    let facts = &upstream.facts.entries[&key];
    assert!(facts["text"].as_str().unwrap().len() == 16 && facts.contains_key("example"));
}

#[test]
fn wrong_types_are_reported_with_their_line() {
    for (written, message) in [
        (json!({ "type": "strnig" }), "unknown type `strnig`"),
        (json!({ "type": "string", "maxLength": "long" }), "`maxLength` is a string"),
        (json!({ "type": "string", "maxLength": -1 }), "`maxLength` is a number"),
        (json!({ "type": "string", "nullable": "maybe" }), "`nullable` is a string"),
        (json!({ "type": "string", "description": ["a"] }), "`description` is a list"),
        (json!({ "type": "string", "enum": "a" }), "`enum` is a string"),
        (json!({ "oneOf": { "a": {} } }), "`oneOf` is a mapping"),
        (json!({ "$ref": 5 }), "`$ref` is a number"),
        (json!({ "$ref": "#/components/schemas/Othre" }), "leads to nothing"),
        (json!({ "$ref": "other.yaml#/Other" }), "leads out of the document"),
        (json!("string"), "`schema` is a string"),
    ] {
        let schemas = json!({
            "Thing": { "type": "object", "properties": { "field": written } },
            "Other": { "type": "object" },
        });
        let text = serde_json::to_string_pretty(
            &serde_json::from_str::<Value>(&with_schemas(schemas)).unwrap(),
        );
        let found = crate::rig::refused(text.unwrap());
        assert_eq!(found.len(), 1, "{written}");
        assert!(found[0].message.contains(message), "{written}: {}", found[0].message);
        assert!(found[0].location.as_ref().unwrap().line > 5, "{written}");
    }
}
