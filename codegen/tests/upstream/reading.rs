//! Texts: JSON and YAML, and files that are no OpenAPI documents.

use genauth_codegen::upstream::{Source, parse};
use serde_json::json;

use crate::rig::{accepted, refused, refused_as, source, with_operation, with_schemas};

const YAML: &str = "\
openapi: 3.0.0
info: { title: Example, version: 3 }
paths:
  /a:
    get:
      operationId: getA
      parameters:
        - { name: no, in: query, schema: { type: string, enum: ['no', 'off', '1'] } }
      responses:
        200:
          description: &text It.
          content:
            application/json: { schema: { type: string, description: *text } }
";

#[test]
fn json_and_yaml_are_equal_with_any_line_ends() {
    let expected = accepted(YAML).facts;
    assert_eq!(expected.entries.len(), 3);
    let value: serde_json::Value = serde_yaml::from_str(YAML).unwrap();
    let json = value.to_string();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    for text in [
        format!("\u{feff}{YAML}"),
        YAML.replace('\n', "\r\n"),
        format!("---\n{YAML}...\n"),
        json.clone(),
        format!("\u{feff}{json}\r\n"),
        pretty.replace('\n', "\r\n"),
        pretty.replace("  ", "\t"),
    ] {
        assert_eq!(accepted(text).facts, expected);
    }
}

#[test]
fn yaml_in_brackets_is_yaml() {
    let text = "{ openapi: 3.1.0, paths: { /a: { get: { operationId: a } } } } # flow\n";
    assert!(parse(&source("upstream.yaml", text)).is_ok());
    assert_eq!(refused_as("upstream.json", text)[0].code, "broken-json");
}

#[test]
fn entries_of_other_mappings_are_merged() {
    let text = "openapi: 3.0.0\nx-base: &base { type: string, maxLength: 5 }\npaths:\n  /a:\n    get:\n      \
                operationId: a\n      parameters:\n        - name: q\n          in: query\n          \
                schema: { <<: *base, maxLength: 9 }\n";
    let facts = accepted(text).facts;
    let (_, attributes) =
        facts.entries.iter().find(|(key, _)| key.to_string().ends_with(" q")).unwrap();
    assert_eq!(json!(attributes), json!({ "type": "string", "maxLength": 9 }));
}

#[test]
fn addresses_are_known_before_anything_else_is_read() {
    let text =
        r#"{"openapi":"3.0.0","paths":{"/b":{"post":5,"GET":{},"parameters":[]},"/a":{"get":{}}}}"#;
    let parsed = parse(&source("upstream.json", text)).unwrap();
    let addresses: Vec<String> =
        parsed.addresses().into_iter().map(|(method, path)| format!("{method} {path}")).collect();
    assert_eq!(addresses, ["POST /b", "GET /b", "GET /a"]);
}

#[test]
fn files_that_are_no_openapi_documents_are_refused_by_name() {
    for (text, message, help) in [
        ("", "the file is empty", "OpenAPI"),
        ("[]", "this file is a list", "OpenAPI"),
        ("hello", "this file is a string", "OpenAPI"),
        ("{\"a\": 1}", "the key `openapi` is missing", "OpenAPI"),
        ("{\"openapi_\": \"3.0.0\"}", "the key `openapi` is missing", "rename `openapi_`"),
        ("swagger: '2.0'\npaths: {}\n", "Swagger 2.0 is not supported", "convert"),
        ("{\"swagger\": 2.0, \"paths\": {}}", "Swagger 2", "convert"),
        ("{\"asyncapi\": \"2.0.0\"}", "the file is AsyncAPI", "OpenAPI"),
        ("{\"info\": {\"_postman_id\": \"1\"}}", "Postman collection", "OpenAPI"),
        ("{\"openapi\": \"4.0.0\", \"paths\": {\"/\": {}}}", "OpenAPI `4.0.0`", "3.0 or 3.1"),
        ("{\"openapi\": \"3.0.0\"}", "no `paths`", "operations"),
        ("{\"openapi\": \"3.0.0\", \"paths\": {}}", "no `paths`", "operations"),
        ("{\"openapi\": \"3.0.0\", \"paths\": []}", "`paths` is a list", "mapping"),
        ("{\"openapi\": \"3.0.0\",}", "invalid JSON", "correct"),
        ("openapi: 3.0.0\npaths: {\n", "invalid YAML", "close"),
        ("openapi: 3.0.0\npaths: { /a: {} }\n---\nb: 1\n", "second YAML document", "one"),
    ] {
        let found = refused(text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].message.contains(message), "{text}: {}", found[0].message);
        assert!(found[0].help.contains(help), "{text}: {}", found[0].help);
    }
}

#[test]
fn keys_that_occur_twice_are_reported_unless_they_state_the_same() {
    let text = with_operation(json!({ "operationId": "a" }));
    let twice =
        text.replace("\"operationId\":\"a\"", "\"operationId\":\"a\",\n\"operationId\":\"b\"");
    let found = refused(twice);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "duplicate-key");
    assert_eq!(found[0].location.as_ref().unwrap().line, 2);
    assert!(found[0].pointer.to_fragment().ends_with("/get/operationId"));
    let same = text.replace("\"operationId\":\"a\"", "\"operationId\":\"a\",\"operationId\":\"a\"");
    accepted(same);
    let found = refused("openapi: 3.0.0\npaths:\n  /a: { get: {} }\n  /a: { put: {} }\n");
    assert_eq!((found[0].code, found[0].location.as_ref().unwrap().line), ("duplicate-key", 4));
    assert!(found[0].message.contains("line 3"));
}

#[test]
fn numbers_as_texts_and_nulls_are_accepted() {
    let text =
        with_schemas(json!({ "A": { "type": "object", "properties": null, "required": [] } }));
    let text = text.replace("\"version\":3", "\"version\":3,\"description\":null,\"contact\":{}");
    accepted(text.replace("\"3.0.0\"", "3.1"));
}

#[test]
fn files_that_cannot_be_read_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let load = |bytes: &[u8]| {
        let path = folder.path().join("upstream.json");
        std::fs::write(&path, bytes).unwrap();
        Source::load(&path, None).map_err(|found| found.into_sorted()[0].to_string())
    };
    assert_eq!(load(b"{}").unwrap().text, "{}");
    assert!(load(b"{\n\xff").unwrap_err().contains("line 2 is not valid UTF-8"));
    assert!(load(b"\xff\xfe{\0").unwrap_err().contains("UTF-16"));
    let large = load(&vec![b'\n'; (16 << 20) + 5]).unwrap_err();
    assert!(large.contains("larger than 16 MB") && large.contains(":16777217:"), "{large}");
    assert!(Source::load(&folder.path().join("none"), None).is_err());
}
