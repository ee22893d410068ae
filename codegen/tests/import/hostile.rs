//! Documents that exhaust a careless reader (I10), and documents of others.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::rig::{Files, Rig, schema};
use crate::support::{Run, put};

/// Long enough for a slow machine, and far below what unrolling takes.
const LONGEST: Duration = Duration::from_secs(30);

/// Imports a document, which must be refused without writing anything.
#[track_caller]
fn refused(rig: &Rig, file: &str, text: &str) -> Run {
    put(&rig.workspace.root().join(file), text);
    let before: Files = rig.files();
    let started = Instant::now();
    let run = rig.workspace.run(&["import", &format!("management={file}")]);
    assert!(started.elapsed() < LONGEST, "{file}");
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(run.out, "", "no partial output");
    assert_eq!(rig.files(), before, "nothing is written");
    let shown: usize = run.err.lines().map(str::len).max().unwrap_or_default();
    assert!(shown < 2_000, "a message of {shown} letters");
    run
}

/// Checks that the message names a line and a limit.
#[track_caller]
fn names_line_and_limit(run: &Run) {
    let problem = run.problem();
    assert!(problem.line.is_some(), "{run}");
    let text = format!("{} {}", problem.message, problem.help);
    assert!(text.chars().any(|it| it.is_ascii_digit()) || text.contains("alias"), "{run}");
}

#[test]
fn i10_aliases_that_multiply() {
    let rig = Rig::new();
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    text.push_str("openapi: 3.0.0\npaths: {}\n");
    let run = refused(&rig, "bomb.yaml", &text);
    names_line_and_limit(&run);
}

#[test]
fn i10_brackets_without_end() {
    let rig = Rig::new();
    names_line_and_limit(&refused(&rig, "deep.json", &"[".repeat(100_000)));
    names_line_and_limit(&refused(&rig, "deep.json", &"{\"a\":".repeat(100_000)));
    let deep =
        format!("{{\"openapi\": \"3.0.0\", \"x\": {}1{}}}", "[".repeat(50_000), "]".repeat(50_000));
    names_line_and_limit(&refused(&rig, "deep.json", &deep));
    refused(&rig, "deep.yaml", &"- ".repeat(50_000));
}

#[test]
fn i10_circles_of_references() {
    for names in [&["A"][..], &["A", "B"], &["A", "B", "C"]] {
        let mut rig = Rig::new();
        for (name, other) in names.iter().zip(names.iter().cycle().skip(1)) {
            let reference = json!({ "$ref": format!("#/components/schemas/{other}") });
            *schema(&mut rig.management, name) = json!({ "allOf": [reference] });
        }
        let started = Instant::now();
        let run = rig.refused();
        assert!(started.elapsed() < LONGEST);
        assert!(run.err.contains("#/components/schemas/A"), "{run}");
    }
}

#[test]
fn i10_circle_of_a_tree_is_no_problem() {
    let mut rig = Rig::new();
    *schema(&mut rig.management, "TreeDto") = json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "description": "Name" },
            "children": {
                "type": "array", "description": "Children",
                "items": { "$ref": "#/components/schemas/TreeDto" },
            },
        },
        "required": ["name"],
    });
    schema(&mut rig.management, "UserDto")["properties"]["tree"] =
        json!({ "description": "Tree", "allOf": [{ "$ref": "#/components/schemas/TreeDto" }] });
    let import = rig.import();
    assert!(rig.files().values().any(|text| text.contains("    TreeDto:\n")), "{}", import.run);
    rig.assert_settled();
}

#[test]
fn i10_one_string_of_fifty_megabytes() {
    let rig = Rig::new();
    let text = format!("{{\"openapi\": \"3.0.0\", \"info\": \"{}\"}}", "x".repeat(50_000_000));
    refused(&rig, "large.json", &text);
    refused(&rig, "large.yaml", &text);
}

#[test]
fn i10_files_that_are_no_documents() {
    let rig = Rig::new();
    for text in [
        "",
        " ",
        "null",
        "[]",
        "1",
        "\"openapi\"",
        "{}",
        "{\"openapi\": 3}",
        "{\"a\": 1,}",
        "\u{0}",
    ] {
        refused(&rig, "other.json", text);
    }
    std::fs::write(rig.workspace.root().join("latin.json"), b"{\"a\": \"\xff\"}").unwrap();
    let run = rig.workspace.run(&["import", "management=latin.json"]);
    assert_eq!(run.code, Some(2), "{run}");
    let run = rig.workspace.run(&["import", "management=missing.json"]);
    assert_eq!(run.code, Some(2), "{run}");
    std::fs::create_dir(rig.workspace.root().join("folder.json")).unwrap();
    let run = rig.workspace.run(&["import", "management=folder.json"]);
    assert_eq!(run.code, Some(2), "{run}");
}

#[test]
fn i10_names_that_lead_elsewhere_are_refused_or_stay_names() {
    for name in ["../../etc/passwd", "A B", "A/B", "a\nb", "..", "\u{1b}[2J"] {
        let mut rig = Rig::new();
        rig.management["components"]["schemas"][name] =
            json!({ "type": "object", "properties": {} });
        let escaped = name.replace('~', "~0").replace('/', "~1");
        schema(&mut rig.management, "UserDto")["properties"]["bad"] =
            json!({ "$ref": format!("#/components/schemas/{escaped}") });
        let outside = |rig: &Rig| {
            let mut files = crate::support::texts(rig.workspace.root());
            files.retain(|path, _| {
                !path.starts_with("spec") && !path.to_str().unwrap().ends_with(".json")
            });
            files
        };
        let before = outside(&rig);
        let run = rig.run(&[]);
        assert_eq!(outside(&rig), before, "{name:?}");
        assert!(run.code.is_some(), "{name:?} ended by a signal");
        let is_safe = |it: char| it == '\n' || !it.is_control();
        assert!(run.out.chars().chain(run.err.chars()).all(is_safe), "{run}");
    }
}

fn petstore() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Pets", "version": "1.0" },
        "servers": [{ "url": "https://pets.example.org/v1" }],
        "paths": {
            "/pets": {
                "get": {
                    "operationId": "listPets",
                    "tags": ["pets"],
                    "parameters": [{ "name": "limit", "in": "query", "schema": { "type": "integer", "format": "int32" } }],
                    "responses": { "200": { "description": "Pets", "content": {
                        "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Pet" } } },
                        "application/xml": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Pet" } } },
                    } } },
                },
                "post": {
                    "operationId": "createPets",
                    "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } } },
                    "responses": { "201": { "description": "Done" }, "default": { "description": "Error", "content": {
                        "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } } } },
                },
            },
        },
        "components": { "schemas": {
            "Pet": {
                "type": "object", "required": ["id", "name"],
                "properties": {
                    "id": { "type": "integer", "format": "int64" },
                    "name": { "type": "string" },
                    "tag": { "type": "string" },
                },
            },
            "Dog": { "allOf": [{ "$ref": "#/components/schemas/Pet" }, { "type": "object", "properties": { "bark": { "type": "boolean" } } }] },
            "Error": { "type": "object", "properties": { "code": { "type": "integer" }, "message": { "type": "string" } } },
        } },
    })
}

/// A document as a generator for Python writes it: 3.1, `anyOf` with null, no `operationId` of classes.
fn snakes() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Snakes", "version": "0.1.0" },
        "paths": { "/items/{item_id}": { "put": {
            "summary": "Update Item",
            "operationId": "update_item_items__item_id__put",
            "parameters": [
                { "name": "item_id", "in": "path", "required": true, "schema": { "type": "integer", "title": "Item Id" } },
                { "name": "q", "in": "query", "required": false, "schema": { "anyOf": [{ "type": "string" }, { "type": "null" }], "title": "Q" } },
                { "name": "token", "in": "cookie", "required": false, "schema": { "type": "string" } },
            ],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object", "properties": { "name": { "type": "string" } } } } } },
            "responses": {
                "200": { "description": "Successful Response", "content": { "application/json": { "schema": {} } } },
                "422": { "description": "Validation Error", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/HTTPValidationError" } } } },
            },
        } } },
        "components": { "schemas": { "HTTPValidationError": {
            "properties": { "detail": { "items": { "prefixItems": [{ "type": "string" }] }, "type": "array", "title": "Detail" } },
            "type": "object", "title": "HTTPValidationError" } } },
    })
}

#[test]
fn foreign_documents_are_refused_or_imported_as_a_whole() {
    let swagger =
        json!({ "swagger": "2.0", "info": { "title": "Old", "version": "1" }, "paths": {} });
    let asynchronous =
        json!({ "asyncapi": "2.6.0", "info": { "title": "Events" }, "channels": {} });
    let newer = json!({ "openapi": "4.0.0", "info": { "title": "Next" }, "paths": {} });
    for document in [swagger, asynchronous, newer] {
        let rig = Rig::new();
        refused(&rig, "foreign.json", &document.to_string());
    }
    for document in [petstore(), snakes()] {
        let rig = Rig::new();
        put(&rig.workspace.root().join("foreign.json"), &document.to_string());
        let before = rig.files();
        // The API cannot be told: the document has none of its operations.
        let run = rig.workspace.run(&["import", "foreign.json"]);
        assert_eq!(run.code, Some(2), "{run}");
        assert_eq!(rig.files(), before);
        // Another document for a known API removes what that API had.
        let fresh = Rig::fresh();
        put(&fresh.workspace.root().join("foreign.json"), &document.to_string());
        let before = fresh.files();
        let run = fresh.workspace.run(&["import", "management=foreign.json"]);
        match run.code {
            Some(0) => {
                let again = fresh.workspace.run(&["import", "management=foreign.json"]);
                assert!(again.out.contains("no changes"), "{again}");
            }
            Some(1 | 2) => assert_eq!(fresh.files(), before, "{run}"),
            _ => panic!("{run}"),
        }
    }
}

#[test]
fn two_documents_of_one_api_are_refused() {
    let rig = Rig::new();
    let before = rig.files();
    let run = rig.workspace.run(&["import", "management.json", "./management.json"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(rig.files(), before);
}
