//! Order is not a fact, and every change of a document changes one entry.

use std::collections::BTreeSet;

use genauth_codegen::facts::{Facts, Key};
use genauth_codegen::upstream::{Source, parse};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::rig::{accepted, document, source};

/// A document in the shape of the vendor's.
fn example() -> Value {
    let wrapped =
        |name: &str| json!({ "allOf": [{ "$ref": format!("#/components/schemas/{name}") }] });
    let response = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({
            "200": { "description": "", "content": { "application/json": { "schema": schema } } },
            "404": { "description": "" },
        })
    };
    document(
        json!({
            "/api/v3/list-roles": { "get": {
                "operationId": "RolesController_listRoles",
                "summary": "Lists roles.",
                "tags": ["Roles/List", "Admin"],
                "security": [{ "bearer": [] }],
                "parameters": [
                    { "name": "page", "in": "query", "required": false, "example": 1,
                      "schema": { "type": "number", "minimum": 1, "default": 1 } },
                    { "name": "status", "in": "query", "required": true,
                      "schema": { "type": "string", "enum": ["ENABLED", "DISABLED"] } },
                ],
                "responses": response("RolesRespDto"),
            } },
            "/api/v3/create-role": { "post": {
                "operationId": "RolesController_createRole",
                "summary": "Creates a role.",
                "tags": ["Roles/List"],
                "requestBody": { "required": true, "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/CreateRoleDto" },
                } } },
                "responses": response("RoleRespDto"),
            } },
        }),
        json!({
            "CreateRoleDto": { "type": "object", "required": ["code", "name"], "properties": {
                "code": { "type": "string", "maxLength": 50, "example": "admin" },
                "name": { "type": "string", "description": "Name." },
                "tags": { "type": "array", "items": { "type": "string" }, "maxItems": 10 },
            } },
            "RoleDto": { "type": "object", "required": ["code"], "properties": {
                "code": { "type": "string" },
                "level": { "type": "number", "enum": [1, 2, 3], "nullable": true },
                "parent": wrapped("RoleDto"),
            } },
            "RoleRespDto": { "type": "object", "required": ["statusCode"], "properties": {
                "statusCode": { "type": "number" }, "message": { "type": "string" },
                "data": wrapped("RoleDto"),
            } },
            "RolesRespDto": { "type": "object", "required": ["statusCode"], "properties": {
                "statusCode": { "type": "number" }, "message": { "type": "string" },
                "data": { "type": "array", "items": { "$ref": "#/components/schemas/RoleDto" } },
            } },
        }),
    )
}

/// Writes JSON with keys, and the items of lists whose order means nothing, in another order.
fn shuffled(value: &Value, key: &str, seed: &mut u64) -> String {
    let mut parts: Vec<String> = match value {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| format!("{}:{}", json!(key), shuffled(value, key, seed)))
            .collect(),
        Value::Array(items) => items.iter().map(|item| shuffled(item, "", seed)).collect(),
        scalar => return scalar.to_string(),
    };
    let is_free = value.is_object()
        || ["tags", "required", "enum", "parameters", "security", "oneOf"].contains(&key);
    for at in (1..parts.len()).rev().filter(|_| is_free) {
        // Knuth's linear congruential generator.
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        parts.swap(at, usize::try_from(*seed >> 33).unwrap() % (at + 1));
    }
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    format!("{open}{}{close}", parts.join(","))
}

/// Returns the keys whose attributes differ.
fn differences(left: &Facts, right: &Facts) -> Vec<String> {
    let keys: BTreeSet<&Key> = left.entries.keys().chain(right.entries.keys()).collect();
    let differ = |key: &&Key| left.entries.get(key) != right.entries.get(key);
    keys.into_iter().filter(differ).map(ToString::to_string).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_is_not_a_fact(mut seed in any::<u64>()) {
        let document = example();
        let expected = accepted(document.to_string());
        let found = accepted(shuffled(&document, "", &mut seed));
        prop_assert_eq!(differences(&found.facts, &expected.facts), Vec::<String>::new());
        prop_assert_eq!(found.texts, expected.texts);
        prop_assert_eq!(found.examples, expected.examples);
        let keys = |order: &[Key]| order.iter().cloned().collect::<BTreeSet<Key>>();
        prop_assert_eq!(keys(&found.order), keys(&expected.order));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[{}\\[\\]\":,a-c0-9&*!|> \n-]{0,80}") {
        for path in ["a.json", "a.yaml"] {
            let source: Source = source(path, text.clone());
            prop_assert!(parse(&source).is_err());
        }
    }

    #[test]
    fn a_value_of_any_type_at_any_place_is_read_or_refused(at in any::<prop::sample::Index>(), which in 0..8_usize) {
        let mut document = example();
        let count = places(&mut document).len();
        let values = [
            json!(null), json!(true), json!(-1.5), json!("text"), json!([]), json!({}), json!(["a"]),
            json!({ "$ref": "#/components/schemas/RoleDto" }),
        ];
        *document.pointer_mut(&places(&mut example())[at.index(count)]).unwrap() = values[which].clone();
        let read = genauth_codegen::upstream::read(
            &source("a.json", document.to_string()), &Default::default(), crate::rig::API);
        if let Err(found) = read {
            for found in found.into_sorted() {
                prop_assert!(found.location.is_some(), "{}", found);
            }
        }
    }
}

/// Returns the pointers to all values.
fn places(document: &mut Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, places: &mut Vec<String>) {
        places.push(at.to_owned());
        let children: Vec<(String, &Value)> = match value {
            Value::Object(entries) => entries
                .iter()
                .map(|(key, it)| (key.replace('~', "~0").replace('/', "~1"), it))
                .collect(),
            Value::Array(items) => {
                items.iter().enumerate().map(|(at, it)| (at.to_string(), it)).collect()
            }
            _ => Vec::new(),
        };
        for (token, child) in children {
            walk(child, &format!("{at}/{token}"), places);
        }
    }
    let mut places = Vec::new();
    walk(document, "", &mut places);
    places
}

#[test]
fn a_change_of_one_fact_changes_one_entry() {
    const LIST: &str = "/paths/~1api~1v3~1list-roles/get";
    const CREATE: &str = "/paths/~1api~1v3~1create-role/post";
    const SCHEMAS: &str = "/components/schemas";
    let list = |rest: &str| format!("{LIST}{rest}");
    let create = |rest: &str| format!("{CREATE}{rest}");
    let schemas = |rest: &str| format!("{SCHEMAS}{rest}");
    let operation = "GET /api/v3/list-roles";
    let page = "GET /api/v3/list-roles query page";
    let body = "POST /api/v3/create-role body";
    let field = schemas("/CreateRoleDto/properties");
    let cases: Vec<(String, Value, &str)> = vec![
        (list("/operationId"), json!("RolesController_getRoles"), operation),
        (list("/operationId"), json!("RoleController_listRoles"), operation),
        (list("/summary"), json!("Lists all roles."), operation),
        (list("/deprecated"), json!(true), operation),
        (list("/x-authing-hidden-from-sdk"), json!(true), operation),
        (list("/security"), json!(null), operation),
        (list("/tags"), json!(["Admin"]), operation),
        (list("/parameters/0/required"), json!(true), page),
        (list("/parameters/0/schema/type"), json!("string"), page),
        (list("/parameters/0/schema/default"), json!(2), page),
        (list("/parameters/0/schema/maximum"), json!(5), page),
        (list("/parameters/0/maximum"), json!(5), page),
        (list("/parameters/0/description"), json!("Page."), page),
        (list("/parameters/0/example"), json!(2), page),
        (list("/parameters/0/schema/enum"), json!([1, 2]), page),
        (
            list("/parameters/2"),
            json!({ "name": "q", "in": "query" }),
            "GET /api/v3/list-roles query q",
        ),
        (list("/parameters/1/schema/enum/1"), json!("OFF"), "GET /api/v3/list-roles query status"),
        (create("/requestBody/required"), json!(false), body),
        (create("/requestBody/content"), json!({ "text/plain": {} }), body),
        (create("/requestBody"), json!(null), body),
        (create("/responses/200/content"), json!({}), "POST /api/v3/create-role response"),
        (create("/responses"), json!({ "302": {} }), "POST /api/v3/create-role response"),
        (format!("{field}/code/maxLength"), json!(60), "CreateRoleDto.code"),
        (format!("{field}/code/nullable"), json!(true), "CreateRoleDto.code"),
        (format!("{field}/code/format"), json!("uuid"), "CreateRoleDto.code"),
        (format!("{field}/code/example"), json!("user"), "CreateRoleDto.code"),
        (format!("{field}/name/description"), json!("The name."), "CreateRoleDto.name"),
        (format!("{field}/tags/items/type"), json!("number"), "CreateRoleDto.tags"),
        (format!("{field}/more"), json!({ "type": "string" }), "CreateRoleDto.more"),
        (schemas("/CreateRoleDto/required"), json!(["name"]), "CreateRoleDto.code"),
        (schemas("/CreateRoleDto/description"), json!("A request."), "CreateRoleDto"),
        (schemas("/RoleDto/properties/level/enum"), json!([1, 2]), "RoleDto.level"),
        (schemas("/RoleDto/properties/level/nullable"), json!(false), "RoleDto.level"),
        (
            schemas("/RoleRespDto/properties/data/allOf/0/$ref"),
            json!("#/components/schemas/CreateRoleDto"),
            "RoleRespDto",
        ),
        (schemas("/New"), json!({ "type": "object" }), "New"),
    ];
    let before = accepted(example().to_string()).facts;
    for (pointer, value, changed) in cases {
        let mut document = example();
        set(&mut document, &pointer, value.clone());
        let after = accepted(document.to_string()).facts;
        assert_eq!(differences(&before, &after), [changed], "{pointer} {value}");
    }
}

/// Sets a value; adds the last key if it is missing.
fn set(document: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(items) => match items.get_mut(key.parse::<usize>().unwrap()) {
            Some(item) => *item = value,
            None => items.push(value),
        },
        parent => {
            let entries: &mut Map<String, Value> = parent.as_object_mut().unwrap();
            entries.insert(key.to_owned(), value);
        }
    }
}
