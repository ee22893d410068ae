//! Small documents in the shape of the vendor's.

use std::path::PathBuf;

use genauth_codegen::diagnostics::Diagnostic;
use genauth_codegen::document::ApiKind;
use genauth_codegen::facts::{Address, Facts, Key, Location};
use genauth_codegen::upstream::{Map, Source, Upstream, read};
use serde_json::{Value, json};

pub const API: ApiKind = ApiKind::Management;

pub fn source(path: &str, text: impl Into<String>) -> Source {
    Source { api: None, path: PathBuf::from(path), text: text.into() }
}

/// Reads a document that has to be accepted.
#[track_caller]
pub fn accepted(text: impl Into<String>) -> Upstream {
    accepted_with(text, &Map::default())
}

#[track_caller]
pub fn accepted_with(text: impl Into<String>, map: &Map) -> Upstream {
    match read(&source("upstream.json", text), map, API) {
        Ok(upstream) => upstream,
        Err(found) => panic!("refused: {}", shown(found.into_sorted())),
    }
}

/// Reads a document that has to be refused.
#[track_caller]
pub fn refused(text: impl Into<String>) -> Vec<Diagnostic> {
    refused_as("upstream.json", text)
}

#[track_caller]
pub fn refused_as(path: &str, text: impl Into<String>) -> Vec<Diagnostic> {
    match read(&source(path, text), &Map::default(), API) {
        Ok(_) => panic!("accepted"),
        Err(found) => {
            let found = found.into_sorted();
            for diagnostic in &found {
                assert!(diagnostic.location.is_some(), "{diagnostic}");
                assert_eq!(diagnostic.pointer.file, PathBuf::from(path));
            }
            found
        }
    }
}

pub fn shown(found: Vec<Diagnostic>) -> String {
    found.iter().map(ToString::to_string).collect()
}

/// Returns a document with these paths and schemas.
pub fn document(paths: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.0.0",
        "info": { "title": "Example management API", "version": 3 },
        "tags": [{ "name": "Roles", "description": "Roles." }],
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
        },
    })
}

/// Returns a document with one operation, `GET /api/v3/get-role`.
pub fn with_operation(operation: Value) -> String {
    document(json!({ "/api/v3/get-role": { "get": operation } }), json!({})).to_string()
}

/// Returns a document with these schemas.
pub fn with_schemas(schemas: Value) -> String {
    let operation = json!({ "operationId": "RolesController_getRole", "responses": {} });
    document(json!({ "/api/v3/get-role": { "get": operation } }), schemas).to_string()
}

pub fn address() -> Address {
    Address { api: API, path: "/api/v3/get-role".to_owned(), method: "GET".to_owned() }
}

pub fn parameter(location: Location, name: &str) -> Key {
    Key::Parameter(address(), location, name.to_owned())
}

pub fn schema(name: &str) -> Key {
    Key::Schema(name.to_owned())
}

pub fn property(schema: &str, path: &[&str]) -> Key {
    Key::Property(schema.to_owned(), path.iter().map(ToString::to_string).collect())
}

/// Returns the attributes of a thing, without digests.
#[track_caller]
pub fn attributes(facts: &Facts, key: &Key) -> Value {
    let Some(attributes) = facts.entries.get(key) else { panic!("{key} is missing") };
    let mut attributes = attributes.clone();
    attributes.remove("text");
    attributes.remove("example");
    json!(attributes)
}

/// Returns the attributes of a property that has this schema, next to the schemas `Other` (an object),
/// `Status` (an enum) and `Wrapper` (an envelope).
#[track_caller]
pub fn site(schema: Value) -> (Value, Upstream) {
    let upstream = accepted(with_schemas(json!({
        "Thing": { "type": "object", "properties": { "field": schema } },
        "Other": { "type": "object", "properties": { "id": { "type": "string" } } },
        "Status": { "type": "string", "enum": ["ON", "OFF"] },
    })));
    (attributes(&upstream.facts, &property("Thing", &["field"])), upstream)
}

/// Returns the notes as text.
pub fn notes(upstream: &Upstream) -> Vec<String> {
    upstream.notes.iter().map(|note| note.message.clone()).collect()
}
