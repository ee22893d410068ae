//! Finding one's way in schemas.

use serde_json::{Map, Value};

/// The schema that a schema stands for, references followed.
pub fn resolved<'a>(written: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    // No reference leads through more than a few others.
    for _ in 0..16 {
        let Some(target) = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#')) else {
            break;
        };
        schema = written.pointer(target).unwrap_or(&Value::Null);
    }
    schema
}

/// The fields of an object, those of its parts included.
pub fn fields<'a>(written: &'a Value, schema: &'a Value) -> Vec<(&'a String, &'a Value)> {
    let schema = resolved(written, schema);
    let own = schema["properties"].as_object().into_iter().flat_map(Map::iter);
    let parts = schema["allOf"].as_array().into_iter().flatten();
    own.chain(parts.flat_map(|part| fields(written, part))).collect()
}

/// The names of the fields that an object must have.
pub fn required<'a>(written: &'a Value, schema: &'a Value) -> Vec<&'a str> {
    let schema = resolved(written, schema);
    let own = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let parts = schema["allOf"].as_array().into_iter().flatten();
    own.chain(parts.flat_map(|part| required(written, part))).collect()
}
