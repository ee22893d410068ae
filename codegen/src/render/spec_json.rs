//! The spec as JSON, for a server that implements it: both APIs in one JSON file,
//! without texts, one line an operation and one a schema, so that a difference can be read.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::document::{self, ApiKind, Document};

/// The beginning of the file; a file without it is not generated.
pub const MARK: &str = "{\n\"generated\": \"by genauth-codegen; not edited by hand\",\n";

/// Prefixes of schemas in an OpenAPI document and in the file.
const SCHEMAS: [&str; 2] = ["#/components/schemas/", "#/schemas/"];

/// Keywords that a server does not need: texts and Rust names, except for those of operations.
const TEXTS: [&str; 15] = [
    "description",
    "summary",
    "deprecated",
    "x-replaced-by",
    "x-rust-name",
    "x-search-terms",
    "x-rarely-used",
    "x-enum-descriptions",
    "x-enum-names",
    "x-availability",
    "x-documented-values",
    "x-identifying",
    "x-example-mismatch",
    "x-published",
    "x-unused",
];

/// Returns the text of the file.
pub fn spec_json(document: &Document) -> String {
    let mut out = String::from(MARK);
    let mut schemas = Map::new();
    for api in ApiKind::ALL {
        let bundle = document::bundle(document, api).unwrap_or_default();
        let Ok(mut bundle) = serde_json::to_value(bundle) else { continue };
        // Whether objects keep the order of the file is up to a feature that others may switch on.
        bundle.sort_all_objects();
        let operations = operations(bundle.get("paths"));
        lines(&mut out, api.as_str(), operations.iter().map(Value::to_string), ["[", "]"]);
        if let Some(Value::Object(found)) =
            bundle.pointer_mut("/components/schemas").map(Value::take)
        {
            schemas.extend(found.into_iter().map(|(name, schema)| (name, plain(schema, false))));
        }
    }
    schemas.sort_keys();
    let schemas = schemas.iter().map(|(name, schema)| format!("{}: {schema}", json!(name)));
    lines(&mut out, "schemas", schemas, ["{", "}"]);
    // A file that ends with what is the same every time has no comma to take away.
    out.push_str("\"version\": 1\n}\n");
    out
}

fn lines(
    out: &mut String,
    name: &str,
    lines: impl Iterator<Item = String>,
    [begin, end]: [&str; 2],
) {
    let lines: Vec<String> = lines.collect();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}: {begin}\n{}\n{end},", json!(name), lines.join(",\n"));
}

/// Returns every operation with the facts that a server needs.
fn operations(paths: Option<&Value>) -> Vec<Value> {
    let paths = paths.and_then(Value::as_object).into_iter().flatten();
    let verbs = paths.flat_map(|(path, verbs)| {
        let verbs = verbs.as_object().into_iter().flatten();
        verbs.map(move |(verb, operation)| (path, verb, operation))
    });
    verbs.map(|(path, verb, written)| operation(path, verb, written)).collect()
}

fn operation(path: &str, verb: &str, written: &Value) -> Value {
    let mut out = Map::new();
    out.insert("name".into(), written["operationId"].clone());
    out.insert("module".into(), written["tags"][0].clone());
    out.insert("method".into(), verb.to_uppercase().into());
    out.insert("path".into(), path.into());
    out.insert("effect".into(), written["x-effect"].clone());
    // People may know an operation by the name of its method in the SDK.
    if let Some(name) = written.get("x-rust-name") {
        out.insert("rustName".into(), name.clone());
    }
    let schemes = written["security"][0].as_object();
    out.insert("security".into(), schemes.into_iter().flatten().map(|it| it.0.as_str()).collect());
    for (key, mark) in
        [("inferred", "x-inferred"), ("clientAuth", "x-client-auth"), ("hidden", "x-hidden")]
    {
        if written.get(mark).is_some_and(|mark| *mark != false) {
            out.insert(key.into(), true.into());
        }
    }
    if let Some(pages) = written.get("x-pagination").filter(|pages| pages["style"] != "none") {
        out.insert("pages".into(), pages.clone());
    }
    if let Some(parameters) = written.get("parameters") {
        out.insert("parameters".into(), plain(parameters.clone(), false));
    }
    if let Some(body) = written.get("requestBody") {
        out.insert("body".into(), content(body));
    }
    if let Some((status, response)) =
        written["responses"].as_object().and_then(|all| all.iter().next())
    {
        let mut response = content(response);
        if status != "200" {
            response["status"] = status.as_str().into();
        }
        out.insert("answer".into(), response);
    }
    sorted(out)
}

fn sorted(object: Map<String, Value>) -> Value {
    let mut value = Value::Object(object);
    value.sort_all_objects();
    value
}

/// Returns a body: its media type, its schema and its documented examples.
fn content(written: &Value) -> Value {
    let mut out = Map::new();
    if written["required"] == true {
        out.insert("required".into(), true.into());
    }
    if let Some((media, content)) = written["content"].as_object().and_then(|all| all.iter().next())
    {
        out.insert("media".into(), media.as_str().into());
        out.insert("schema".into(), plain(content["schema"].clone(), false));
        let examples = content["examples"].as_object().into_iter().flatten();
        let examples: Vec<Value> = examples.map(|(_, it)| it["value"].clone()).collect();
        if !examples.is_empty() {
            out.insert("examples".into(), examples.into());
        }
    }
    sorted(out)
}

/// Returns a part of the spec without texts. The names of `properties` are data, and so are values.
fn plain(value: Value, names: bool) -> Value {
    match value {
        Value::Object(object) => {
            let pairs = object.into_iter().filter(|(key, _)| names || !TEXTS.contains(&&**key));
            let pairs = pairs.map(|(key, value)| {
                let value = match (names, key.as_str(), value) {
                    (false, "$ref", Value::String(target)) => {
                        target.replacen(SCHEMAS[0], SCHEMAS[1], 1).into()
                    }
                    (false, "default" | "examples" | "example" | "enum", value) => value,
                    (false, "properties", value) => plain(value, true),
                    (_, _, value) => plain(value, false),
                };
                (key, value)
            });
            Value::Object(pairs.collect())
        }
        Value::Array(items) => items.into_iter().map(|item| plain(item, false)).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_removed_and_properties_with_their_names_are_kept() {
        let schema = json!({
            "type": "object",
            "description": "What it is.",
            "properties": {"description": {"type": "string", "description": "A text."}},
            "x-enum-names": {"1": "One"},
        });
        let expected = json!({"type": "object", "properties": {"description": {"type": "string"}}});
        assert_eq!(plain(schema, false), expected);
    }

    #[test]
    fn references_lead_into_the_file() {
        let schema = json!({"items": {"$ref": "#/components/schemas/FactorDto"}});
        assert_eq!(plain(schema, false), json!({"items": {"$ref": "#/schemas/FactorDto"}}));
    }

    #[test]
    fn examples_are_kept_verbatim() {
        let schema = json!({"examples": [{"description": "kept"}]});
        assert_eq!(plain(schema.clone(), false), schema);
    }
}
