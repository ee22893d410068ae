//! Helpers for schemas.

use serde_json::{Map, Value};

/// Returns a schema with its references resolved.
pub fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    // Reference chains are short.
    for _ in 0..16 {
        let Some(target) = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#')) else {
            break;
        };
        schema = document.pointer(target).unwrap_or(&Value::Null);
    }
    schema
}

/// Returns the fields of an object, including those of its composed parts.
pub fn fields<'a>(document: &'a Value, schema: &'a Value) -> Vec<(&'a String, &'a Value)> {
    let schema = resolved(document, schema);
    let own = schema["properties"].as_object().into_iter().flat_map(Map::iter);
    let parts = schema["allOf"].as_array().into_iter().flatten();
    own.chain(parts.flat_map(|part| fields(document, part))).collect()
}

/// Returns the names of the required fields of an object.
pub fn required<'a>(document: &'a Value, schema: &'a Value) -> Vec<&'a str> {
    let schema = resolved(document, schema);
    let own = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let parts = schema["allOf"].as_array().into_iter().flatten();
    own.chain(parts.flat_map(|part| required(document, part))).collect()
}
