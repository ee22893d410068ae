//! Operations with their parameters, bodies and responses.

use genauth_codegen::facts::{Key, Location};
use genauth_codegen::upstream::{Map, load_map};
use serde_json::{Value, json};

use crate::rig::{
    accepted, accepted_with, address, attributes, document, notes, parameter, refused,
    with_operation,
};

fn map() -> Map {
    load_map("security: { bearer: bearer, x-pool: userPoolId }").unwrap()
}

#[track_caller]
fn operation(statement: Value) -> (Value, Vec<String>) {
    let upstream = accepted_with(with_operation(statement), &map());
    (attributes(&upstream.facts, &Key::Operation(address())), notes(&upstream))
}

#[test]
fn statement_of_an_operation() {
    let (found, notes) = operation(json!({
        "operationId": "RolesController_GetQRCode",
        "tags": ["Roles/List", "Admin"],
        "summary": "Gets it.",
        "deprecated": true,
        "x-authing-hidden-from-sdk": true,
        "x-authing-code-samples": { "go": "…" },
        "security": [{ "bearer": [] }],
    }));
    assert_eq!(
        found,
        json!({
            "id": "getQrCode", "controller": "RolesController", "tag": "Roles/List",
            "deprecated": true, "hidden": true, "security": ["bearer"],
        })
    );
    assert_eq!(notes, [""; 0]);
    let (found, notes) =
        operation(json!({ "deprecated": false, "x-authing-hidden-from-sdk": null }));
    assert_eq!(found, json!({}));
    assert!(notes.len() == 1 && notes[0].contains("no `operationId`"), "{notes:?}");
}

#[test]
fn security_is_one_set() {
    let security = |written: Value| {
        let mut document: Value =
            serde_json::from_str(&with_operation(json!({ "operationId": "a" }))).unwrap();
        document["components"]["securitySchemes"]["x-pool"] = json!({ "type": "apiKey" });
        document["security"] = json!([{ "x-pool": [] }]);
        let get = &mut document["paths"]["/api/v3/get-role"]["get"];
        if written != "inherited" {
            get["security"] = written;
        }
        let upstream = accepted_with(document.to_string(), &map());
        let found = attributes(&upstream.facts, &Key::Operation(address()));
        (found["security"].clone(), notes(&upstream).len())
    };
    let both = json!(["bearer", "userPoolId"]);
    assert_eq!(security(json!([{ "x-pool": [] }, { "bearer": [] }])), (both.clone(), 0));
    assert_eq!(security(json!([{ "bearer": [], "x-pool": [] }])), (both.clone(), 0));
    assert_eq!(security(json!({ "bearer": [], "x-pool": [] })), (both, 1));
    assert_eq!(security(json!("inherited")), (json!(["userPoolId"]), 0));
    assert_eq!(security(json!(null)), (json!([]), 0));
    assert_eq!(security(json!([])), (json!([]), 0));
    assert_eq!(security(json!([{}])), (json!([]), 0));
    assert_eq!(security(json!([{ "bearer": [] }, {}])), (json!(["bearer"]), 1));
    // Neither defined nor named in the map.
    assert_eq!(security(json!([{ "other": ["read"] }])), (json!(["other"]), 3));
}

#[test]
fn keywords_beside_a_schema_count_as_inside() {
    let upstream = accepted(with_operation(json!({
        "operationId": "a",
        "parameters": [
            { "name": "code", "in": "query", "maxLength": 50, "required": "true",
              "schema": { "type": "string" } },
            { "name": "mode", "in": "query", "type": "string", "enum": ["b", "a"] },
            { "name": "page", "in": "Query", "required": false, "deprecated": true,
              "schema": { "type": "number", "default": 1 } },
            { "name": "X-Trace", "in": "header", "schema": {} },
        ],
    })));
    let found = |name, location| attributes(&upstream.facts, &parameter(location, name));
    assert_eq!(
        found("code", Location::Query),
        json!({ "type": "string", "maxLength": 50, "required": true })
    );
    assert_eq!(found("mode", Location::Query), json!({ "type": "string", "values": ["a", "b"] }));
    assert_eq!(
        found("page", Location::Query),
        json!({ "type": "number", "default": 1, "deprecated": true })
    );
    assert_eq!(found("X-Trace", Location::Header), json!({ "type": "any" }));
    assert_eq!(notes(&upstream).len(), 1);
}

/// A document with two operations, whose parameter `id` is written by the function.
fn with_id(write: impl Fn(&mut Value, &Value)) -> String {
    let id = json!({ "name": "id", "in": "query", "schema": { "type": "string" } });
    let mut item = json!({ "get": { "operationId": "getIt" }, "put": { "operationId": "putIt" } });
    write(&mut item, &id);
    let mut document = document(json!({ "/a": item }), json!({}));
    document["components"]["parameters"] =
        json!({ "Id": id, "Same": { "$ref": "#/components/parameters/Id" } });
    document["components"]["pathItems"] = json!({ "Both": {
        "get": { "operationId": "getIt" }, "put": { "operationId": "putIt" }, "parameters": [id],
    } });
    document.to_string()
}

#[test]
fn parameters_of_a_path_item_are_those_of_its_operations() {
    let expected = accepted(with_id(|item, id| {
        item["get"]["parameters"] = json!([id]);
        item["put"]["parameters"] = json!([id]);
    }));
    let ways: [fn(&mut Value, &Value); 5] = [
        |item, id| item["parameters"] = json!([id]),
        |item, _| item["parameters"] = json!([{ "$ref": "#/components/parameters/Same" }]),
        |item, id| {
            item["parameters"] = json!([{ "name": "id", "in": "query", "required": true }]);
            item["put"]["parameters"] = json!([id]);
            item["get"]["parameters"] = json!([{ "$ref": "#/components/parameters/Id" }, id]);
        },
        |item, _| *item = json!({ "$ref": "#/components/pathItems/Both" }),
        |item, id| {
            item["parameters"] = json!({});
            item["get"]["parameters"] = json!([id]);
            item["put"]["parameters"] = json!({ "first": id });
        },
    ];
    for way in ways {
        assert_eq!(accepted(with_id(way)).facts, expected.facts);
    }
    let overridden = accepted(with_id(|item, id| {
        item["parameters"] = json!([id]);
        item["get"]["parameters"] = json!([id]);
        item["get"]["parameters"][0]["required"] = json!(true);
    }));
    let differs = |(key, attributes): &(&Key, &_)| expected.facts.entries[*key] != **attributes;
    let different: Vec<_> = overridden.facts.entries.iter().filter(differs).collect();
    assert_eq!(different.len(), 1);
    assert_eq!(different[0].0.to_string(), "GET /a query id");
}

#[test]
fn bodies() {
    let body = |body: Value| {
        let upstream = accepted(with_operation(json!({ "operationId": "a", "requestBody": body })));
        let key = Key::Body(address());
        let found = upstream.facts.entries.contains_key(&key);
        (found.then(|| attributes(&upstream.facts, &key)), notes(&upstream).len())
    };
    let text = json!({ "schema": { "type": "string" } });
    assert_eq!(
        body(json!({ "required": true, "content": { "application/json; charset=utf-8": text } })),
        (Some(json!({ "media": "application/json", "type": "string", "required": true })), 0)
    );
    assert_eq!(
        body(json!({ "content": { "text/plain": {}, "multipart/form-data": text } })),
        (Some(json!({ "media": "multipart/form-data", "type": "string" })), 1)
    );
    let form = json!({ "schema": { "type": "object", "properties": {
        "file": { "type": "string", "format": "binary" },
    } } });
    assert_eq!(
        body(json!({ "content": { "multipart/form-data": form } })),
        (
            Some(json!({
                "media": "multipart/form-data",
                "type": "object",
                "structure": { "file": { "type": "file" } },
            })),
            1
        )
    );
    assert_eq!(body(json!({ "content": {} })), (Some(json!({})), 0));
    assert_eq!(body(json!(null)), (None, 0));
    assert_eq!(body(json!({})), (None, 0));
}

#[test]
fn a_change_inside_a_body_without_a_name_changes_a_fact() {
    let body = |kind: &str| {
        accepted(with_operation(json!({ "operationId": "a", "requestBody": { "content": {
            "application/json": { "schema": { "properties": { "a": { "type": kind } } } },
        } } })))
        .facts
    };
    assert_eq!(body("string"), body("string"));
    assert_ne!(body("string"), body("integer"));
}

#[test]
fn responses() {
    let response = |responses: Value| {
        let statement = json!({ "operationId": "a", "responses": responses });
        let upstream = accepted(with_operation(statement));
        let key = Key::Response(address());
        let found = upstream.facts.entries.contains_key(&key);
        found.then(|| attributes(&upstream.facts, &key))
    };
    let json = json!({ "application/json": { "schema": { "type": "string" } } });
    let expected = json!({ "status": 200, "media": "application/json", "type": "string" });
    for responses in [
        json!({ "200": { "description": "", "content": json } }),
        json!({ "default": { "description": "", "content": json } }),
        json!({ "404": { "content": {} }, "2XX": { "content": json }, "default": {} }),
        json!({ "302": {}, "200": { "content": json } }),
    ] {
        assert_eq!(response(responses.clone()), Some(expected.clone()), "{responses}");
    }
    assert_eq!(response(json!({ "302": { "description": "" } })), Some(json!({ "status": 302 })));
    assert_eq!(
        response(json!({ "default": { "content": json }, "302": null })),
        Some(json!({ "status": 302 }))
    );
    assert_eq!(response(json!({ "201": null })), Some(json!({ "status": 201 })));
    assert_eq!(
        response(json!({ "200": { "content": { "image/png": {} } } })),
        Some(json!({ "status": 200, "media": "image/png", "type": "any" }))
    );
    assert_eq!(response(json!({})), None);
    assert_eq!(response(json!(null)), None);
}

#[test]
fn responses_and_bodies_can_be_references() {
    let mut document: Value = serde_json::from_str(&with_operation(json!({
        "operationId": "a",
        "requestBody": { "$ref": "#/components/requestBodies/Text" },
        "responses": { "200": { "$ref": "#/components/responses/Text" } },
    })))
    .unwrap();
    let content = json!({ "content": { "text/plain": { "schema": { "type": "string" } } } });
    document["components"]["requestBodies"] = json!({ "Text": content });
    document["components"]["responses"] = json!({ "Text": content });
    let facts = accepted(document.to_string()).facts;
    let expected = json!({ "media": "text/plain", "type": "string" });
    assert_eq!(attributes(&facts, &Key::Body(address())), expected);
    assert_eq!(attributes(&facts, &Key::Response(address()))["type"], "string");
}

#[test]
fn mistakes_are_reported() {
    for (statement, message) in [
        (json!({ "parameters": [{ "in": "query" }] }), "no `name`"),
        (json!({ "parameters": [{ "name": "a" }] }), "no `in`"),
        (json!({ "parameters": [{ "name": "a", "in": "qeury" }] }), "cannot be in `qeury`"),
        (json!({ "parameters": [{ "name": "a", "in": "body" }] }), "as in Swagger 2"),
        (json!({ "parameters": "none" }), "`parameters` is a string"),
        (json!({ "parameters": ["page"] }), "`parameter` is a string"),
        (
            json!({ "parameters": [
                { "name": "a", "in": "query", "schema": {} },
                { "name": "a", "in": "query", "required": true },
            ] }),
            "two parameters are called `a`",
        ),
        (json!({ "parameters": [{ "$ref": "#/components/parameters/None" }] }), "to nothing"),
        (json!({ "requestBody": "json" }), "`requestBody` is a string"),
        (json!({ "responses": { "ok": {} } }), "`ok` is not an HTTP status"),
        (json!({ "responses": [] , "security": "bearer" }), "`security` is a string"),
        (json!({ "tags": [{ "name": "a" }] }), "`tags` is a mapping"),
    ] {
        let found = refused(with_operation(statement.clone()));
        assert_eq!(found.len(), 1, "{statement}");
        assert!(found[0].message.contains(message), "{statement}: {}", found[0].message);
    }
    let found = refused(document(json!({ "roles": { "get": {} } }), json!({})).to_string());
    assert!(found[0].message.contains("`roles` is not a path"));
}
