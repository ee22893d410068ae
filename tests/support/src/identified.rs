//! Minimal objects from which a type can be read.

use genauth_codegen::api::{Api, Field, Type, TypeKind};
use serde_json::{Map, Value, json};

/// Returns an object with the identifying fields of a type, and of the records that are always part
/// of it.
pub fn identified(api: &Api, name: &str) -> Map<String, Value> {
    let Some(TypeKind::Struct(fields)) = api.types.get(name).map(|def| &def.kind) else {
        return Map::new();
    };
    let present = |field: &Field| {
        let value = match &field.ty {
            Type::Named(part) if field.required => {
                Some(identified(api, part)).filter(|part| !part.is_empty()).map(Value::Object)
            }
            _ => None,
        };
        let placeholder = match field.ty {
            Type::Integer | Type::Number => json!(1),
            _ => json!("any"),
        };
        let value = value.or_else(|| field.identifying.then_some(placeholder))?;
        Some((field.wire.clone(), value))
    };
    fields.iter().filter_map(present).collect()
}
