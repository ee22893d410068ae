//! Documents that would take all time or memory are refused with the limit and the line.

use serde_json::{Value, json};

use crate::rig::{accepted, refused, refused_as, with_operation, with_schemas};

#[track_caller]
fn refused_for(path: &str, text: String, limit: &str, line: usize) {
    let found = refused_as(path, text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "limit", "{}", found[0]);
    assert!(found[0].message.contains(limit), "{}", found[0]);
    assert_eq!(found[0].location.as_ref().unwrap().line, line, "{}", found[0]);
    assert!(found[0].to_string().len() < 2_000);
}

#[test]
fn aliases_that_expand_to_billions_of_values() {
    let mut text = "openapi: 3.0.0\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let inner = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
    }
    text.push_str("paths: { /a: {} }\n");
    let found = refused_as("upstream.yaml", text);
    assert_eq!((found.len(), found[0].code), (1, "limit"));
    assert!(found[0].message.contains("aliases"), "{}", found[0]);
    let line = found[0].location.as_ref().unwrap().line;
    assert!((3..12).contains(&line), "{line}");
}

#[test]
fn brackets_that_are_never_closed() {
    refused_for("a.json", "[".repeat(100_000), "levels deep", 1);
    refused_for("a.json", format!("{{\n\"a\":{}", "{\"a\":".repeat(100_000)), "levels deep", 2);
    refused_for("a.yaml", format!("openapi: 3.0.0\na: {}", "[".repeat(100_000)), "levels deep", 2);
    refused_for("a.yaml", "[".repeat(100_000), "levels deep", 1);
    let deep = (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth)));
    let deep: String = deep.collect();
    assert_eq!(refused_as("a.yaml", deep)[0].code, "limit");
}

#[test]
fn documents_that_are_too_large() {
    let text = format!("{{\n\"openapi\": \"{}\"}}", "a".repeat(50_000_000));
    refused_for("a.json", text, "larger than 16 MB", 2);
    let text = format!("openapi: 3.0.0\na: {}", "a".repeat(50_000_000));
    refused_for("a.yaml", text, "larger than 16 MB", 2);
    let text = format!("{{\"openapi\":\"3.0.0\",\n\"a\":[{}0]}}", "0,".repeat(1_000_000));
    refused_for("a.json", text, "more than 300000 values", 2);
    let text = format!("openapi: 3.0.0\na:\n{}", "- 1\n".repeat(1_000_000));
    assert_eq!(refused_as("a.yaml", text)[0].code, "limit");
}

#[test]
fn schemas_that_are_composed_of_themselves() {
    let part = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let found = refused(with_schemas(json!({
        "A": { "allOf": [part("B"), { "properties": { "a": {} } }] },
        "B": { "allOf": [{ "allOf": [part("A")] }, { "properties": { "b": {} } }] },
    })));
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("A → B → A"), "{}", found[0].message);
    assert_eq!(refused(with_schemas(json!({ "A": part("A") })))[0].code, "circular-schema");
    let middle = json!({ "$ref": "#/components/schemas/A/properties/a" });
    let found =
        refused(with_schemas(json!({ "A": { "properties": { "a": { "items": middle } } } })));
    assert_eq!(found[0].code, "limit");
    let found = refused(with_operation(
        json!({ "parameters": [{ "$ref": "#/paths/~1api~1v3~1get-role/get/parameters/0" }] }),
    ));
    assert_eq!(found[0].code, "limit");
}

#[test]
fn long_chains_of_schemas_are_read() {
    let schemas: serde_json::Map<String, Value> = (0..2_000)
        .map(|index| {
            let next = json!({ "$ref": format!("#/components/schemas/S{}", index + 1) });
            (format!("S{index}"), json!({ "allOf": [next] }))
        })
        .chain([("S2000".to_owned(), json!({ "properties": { "a": {} } }))])
        .collect();
    assert_eq!(accepted(with_schemas(Value::Object(schemas))).facts.entries.len(), 2_003);
}

#[test]
fn references_that_multiply_what_they_refer_to() {
    // Each schema has the properties of the one before twice over: 2^40 in all.
    let schemas: serde_json::Map<String, Value> = (0..40)
        .map(|level| {
            let next = format!("#/components/schemas/S{}/properties", level + 1);
            let properties = json!({
                "a": { "$ref": format!("{next}/a") }, "b": { "oneOf": [
                    { "$ref": format!("{next}/a") }, { "$ref": format!("{next}/b") },
                ] },
            });
            (format!("S{level}"), json!({ "properties": properties }))
        })
        .chain([("S40".to_owned(), json!({ "properties": { "a": {}, "b": {} } }))])
        .collect();
    accepted_or_limited(with_schemas(Value::Object(schemas)));
    // An enum of many values at many places.
    let values: Vec<u32> = (0..20_000).collect();
    let places: serde_json::Map<String, Value> = (0..20_000)
        .map(|index| (format!("p{index}"), json!({ "$ref": "#/components/schemas/Values" })))
        .collect();
    let text = with_schemas(json!({
        "Values": { "enum": values }, "Thing": { "type": "object", "properties": places },
    }));
    assert_eq!(refused(text)[0].code, "limit");
}

#[track_caller]
fn accepted_or_limited(text: String) {
    use genauth_codegen::upstream::{Map, read};
    if let Err(found) = read(&crate::rig::source("a.json", text), &Map::default(), crate::rig::API)
    {
        assert!(found.into_sorted().iter().all(|found| found.code == "limit"));
    }
}
