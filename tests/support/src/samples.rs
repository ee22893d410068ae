//! Arguments for calls: documented values, or values composed by type.

use std::collections::BTreeSet;

use genauth_codegen::api::{Field, Type, TypeKind};
use serde_json::{Map, Value, json};

use super::spec::{Spec, SpecOperation};

/// Optional fields this deep are left out, so that recursion ends.
const DEEPEST: usize = 3;

/// Returns all path and query parameters of an operation.
pub fn params(spec: &Spec, described: SpecOperation<'_>) -> Value {
    let written = described.written.parameters.iter().zip(&described.operation.params);
    let pairs = written.map(|(written, param)| {
        let shown = written.example.as_ref().or(written.schema.examples.first());
        let value = shown.cloned();
        let value = value.unwrap_or_else(|| by_type(spec, &param.field.ty, 0));
        (param.field.wire.clone(), value)
    });
    Value::Object(pairs.collect())
}

/// Returns the documented bodies of an operation, or a composed one.
pub fn bodies(spec: &Spec, described: SpecOperation<'_>) -> Vec<Value> {
    let documented = &described.operation.requests;
    match (&described.operation.body, documented.is_empty()) {
        (None, _) => vec![Value::Null],
        (Some(_), false) => documented.iter().map(|example| example.value.clone()).collect(),
        (Some(body), true) => vec![named(spec, &body.type_name, 0)],
    }
}

/// Returns a value of a type; `text` or `number` distinguishes it from other values of the type.
pub fn marked(spec: &Spec, ty: &Type, text: &str, number: i64) -> Value {
    let fields = match ty {
        Type::Text | Type::Secret | Type::Timestamp | Type::Scalar | Type::Json => {
            return json!(text);
        }
        Type::Object => return json!({"key": text}),
        Type::Integer => return json!(number),
        Type::Named(name) => match spec.api.types.get(name).map(|def| &def.kind) {
            Some(TypeKind::Struct(fields)) => fields,
            _ => return json!({"key": text}),
        },
        _ => return Value::Null,
    };
    let mark = fields.iter().find_map(|field| match field.ty {
        Type::Text | Type::Secret => Some((&field.wire, json!(text))),
        Type::Integer => Some((&field.wire, json!(number))),
        _ => None,
    });
    let mut object = by_type(spec, ty, DEEPEST);
    if let (Value::Object(object), Some((field, mark))) = (&mut object, mark) {
        object.insert(field.clone(), mark);
    }
    object
}

fn by_type(spec: &Spec, ty: &Type, depth: usize) -> Value {
    match ty {
        Type::Text | Type::Secret | Type::Scalar => json!("text"),
        Type::Timestamp => json!("2022-07-03T02:20:30.000Z"),
        Type::Integer => json!(7),
        Type::Number => json!(1.5),
        Type::Boolean => json!(true),
        Type::Json | Type::Object => json!({"key": ["value", 1, null]}),
        Type::File => Value::Null,
        Type::Named(name) => named(spec, name, depth),
        Type::List(items) => json!([by_type(spec, items, depth)]),
        Type::Map(values) => json!({"key": by_type(spec, values, depth)}),
        Type::OneOrMany(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            by_type(spec, inner, depth)
        }
    }
}

fn named(spec: &Spec, name: &str, depth: usize) -> Value {
    let Some(def) = spec.api.types.get(name) else { return Value::Null };
    match &def.kind {
        TypeKind::Struct(fields) => {
            let wanted = fields.iter().filter(|it| it.required || depth < DEEPEST);
            let wanted = wanted.filter(|field| field.ty != Type::File && depth < 2 * DEEPEST);
            let pairs = wanted.map(|field| (field.wire.clone(), value(spec, def, field, depth)));
            Value::Object(pairs.collect())
        }
        TypeKind::FreeForm => json!({"key": "value"}),
        TypeKind::Enum(definition) => definition.values.first().map_or(json!("ANY"), |value| {
            value.number.map_or_else(|| value.wire.clone().into(), Value::from)
        }),
        TypeKind::Union(branches) => {
            branches.first().map_or(Value::Null, |branch| by_type(spec, branch, depth + 1))
        }
        TypeKind::Envelope(_) => json!({"statusCode": 200, "message": "ok"}),
    }
}

/// Returns the documented value of a field, or a composed one.
fn value(spec: &Spec, owner: &genauth_codegen::api::TypeDef, field: &Field, depth: usize) -> Value {
    let files = spec.document.modules.iter().map(|module| &module.file);
    let mut files = std::iter::once(&spec.document.common).chain(files);
    let schema = files.find_map(|file| file.components.schemas.get(&owner.name));
    let shown = schema.and_then(|schema| schema.properties.get(&field.wire)?.examples.first());
    shown.cloned().unwrap_or_else(|| by_type(spec, &field.ty, depth + 1))
}

/// Returns an object with the fields selected by `wanted`, with `text` in all their texts, and with
/// a placeholder in each other identifying field: no object is read without those.
pub fn filled(spec: &Spec, fields: &[Field], wanted: impl Fn(&Field) -> bool, text: &str) -> Value {
    let mut path = BTreeSet::new();
    let mut object = Map::new();
    for field in fields {
        if wanted(field) {
            object.insert(field.wire.clone(), filled_field(spec, field, text, &mut path));
        } else if field.identifying {
            object.insert(field.wire.clone(), filled_field(spec, field, "placeholder", &mut path));
        } else if let (true, Type::Named(part)) = (field.required, &field.ty) {
            let part = crate::identified(&spec.api, part);
            if !part.is_empty() {
                object.insert(field.wire.clone(), Value::Object(part));
            }
        }
    }
    Value::Object(object)
}

fn filled_field(spec: &Spec, field: &Field, text: &str, path: &mut BTreeSet<String>) -> Value {
    match with_text(spec, &field.ty, text, path) {
        Value::Null if field.identifying => json!(7),
        value => value,
    }
}

fn with_text(spec: &Spec, ty: &Type, text: &str, path: &mut BTreeSet<String>) -> Value {
    match ty {
        Type::Text | Type::Secret | Type::Scalar | Type::Timestamp | Type::Json => json!(text),
        Type::Object => json!({"key": text}),
        Type::Integer | Type::Number | Type::Boolean | Type::File => Value::Null,
        Type::List(inner) => json!([with_text(spec, inner, text, path)]),
        Type::Map(inner) => json!({"key": with_text(spec, inner, text, path)}),
        Type::OneOrMany(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            with_text(spec, inner, text, path)
        }
        Type::Named(name) => {
            let kind = spec.api.types.get(name).map(|def| &def.kind);
            match kind {
                Some(TypeKind::Struct(fields)) if path.insert(name.clone()) => {
                    let pairs = fields
                        .iter()
                        .map(|field| (field.wire.clone(), filled_field(spec, field, text, path)));
                    let object = Value::Object(pairs.collect());
                    path.remove(name);
                    object
                }
                Some(TypeKind::Struct(_)) | None => Value::Null,
                Some(TypeKind::Union(branches)) => branches
                    .first()
                    .map_or(Value::Null, |branch| with_text(spec, branch, text, path)),
                Some(TypeKind::FreeForm) => json!({"key": text}),
                Some(TypeKind::Enum(_)) => json!(text),
                Some(TypeKind::Envelope(_)) => Value::Null,
            }
        }
    }
}
