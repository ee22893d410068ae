//! The documented tables of parameters against the generated fields: name, type, whether the field
//! is required, default and conditions.

use std::{collections::BTreeSet, fs};

use crate::here;
use genauth_codegen::api::{Api, ApiKind, Field, Operation, Type, TypeDef, TypeKind};
use genauth_codegen::document::{self, Document};
use serde_json::{Value, json};
use support::{problems, spec};

/// The rows of the envelope in every table of a response.
const ENVELOPE: [&str; 4] = ["statusCode", "message", "apiCode", "requestId"];

fn tables() -> Vec<Value> {
    let text = fs::read_to_string(here().join("documented/tables.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn load() -> (Document, Api) {
    let document = document::load(&spec()).map_err(problems).unwrap();
    let api = genauth_codegen::model(&document).map_err(problems).unwrap();
    (document, api)
}

fn operation<'a>(api: &'a Api, table: &Value) -> &'a Operation {
    let name = table["operation"].as_str().unwrap();
    let mut modules = api.modules.iter().filter(|module| module.id.api == ApiKind::Authentication);
    let found = modules.find_map(|module| module.operations.iter().find(|it| it.name == name));
    found.unwrap_or_else(|| panic!("{name} is documented and not described"))
}

fn fields<'a>(api: &'a Api, type_name: &str) -> &'a [Field] {
    match api.types.get(type_name) {
        Some(TypeDef { kind: TypeKind::Struct(fields), .. }) => fields,
        other => panic!("{type_name} is not a struct: {other:?}"),
    }
}

/// Returns the documented spelling of a type.
fn spelling(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Text | Type::Secret => "string".to_owned(),
        Type::Integer | Type::Number => "number".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Object => "object".to_owned(),
        Type::List(items) => format!("array<{}>", spelling(api, items)),
        Type::Named(name) => match api.types.get(name).map(|def| &def.kind) {
            Some(TypeKind::Enum(_)) => "enum".to_owned(),
            _ => name.clone(),
        },
        other => panic!("{other:?} has no documented spelling"),
    }
}

/// Returns the required sentences of a generated field's documentation, beyond its description.
fn sentences(row: &Value) -> Vec<String> {
    let value = |value: &Value| match value {
        Value::String(text) => format!("`{text}`"),
        Value::Array(values) => {
            let values = values.iter().map(|it| format!("`{}`", it.as_str().unwrap()));
            values.collect::<Vec<_>>().join(" or ")
        }
        other => panic!("{other} is not a condition"),
    };
    let when = |word: &str, when: &Value| {
        let (field, is) = when.as_object().unwrap().iter().next().unwrap();
        format!("{word} when `{field}` is {}.", value(is))
    };
    let mut sentences = Vec::new();
    for (key, fact) in row.as_object().unwrap() {
        match key.as_str() {
            "requiredWhen" => sentences.push(when("Required", fact)),
            "presentWhen" => sentences.push(when("Present", fact)),
            "default" => sentences.push(format!("Default: {}.", value(fact))),
            "lifetimeSeconds" => sentences.push(format!("Valid for {fact} seconds.")),
            _ => {}
        }
    }
    sentences
}

/// Compares the rows below `prefix` with the fields of a type, both ways.
fn compare(api: &Api, generated: &str, rows: &[Value], prefix: &str, type_name: &str) {
    let below = |row: &Value| {
        let name = row["name"].as_str().unwrap().strip_prefix(prefix)?.to_owned();
        (!name.contains('.') && !name.is_empty()).then_some(name)
    };
    let documented: BTreeSet<String> = rows.iter().filter_map(below).collect();
    let known: BTreeSet<String> =
        fields(api, type_name).iter().map(|field| field.wire.clone()).collect();
    assert_eq!(documented, known, "fields of {type_name}");
    for row in rows {
        let Some(name) = below(row) else { continue };
        let field = fields(api, type_name).iter().find(|field| field.wire == name).unwrap();
        same(api, generated, row, field, type_name);
        let inner = match &field.ty {
            Type::Named(inner) => inner,
            _ => continue,
        };
        let deeper = format!("{prefix}{name}.");
        if rows.iter().any(|row| row["name"].as_str().unwrap().starts_with(&deeper)) {
            compare(api, generated, rows, &deeper, inner);
        }
    }
}

fn same(api: &Api, generated: &str, row: &Value, field: &Field, owner: &str) {
    let what = format!("{owner}.{}", field.wire);
    assert_eq!(spelling(api, &field.ty), row["type"].as_str().unwrap(), "type of {what}");
    assert_eq!(field.required, row["required"].as_bool().unwrap(), "required: {what}");
    assert_eq!(field.limits.default.as_ref(), row.get("default"), "default of {what}");
    for sentence in sentences(row) {
        let is_known =
            sentence.starts_with("Default: ") || field.limits.sentences.contains(&sentence);
        assert!(is_known, "{what}: {:?}", field.limits);
        assert!(generated.contains(&sentence), "the documentation of {what} says: {sentence}");
    }
    if let (Type::Named(name), Some(values)) = (&field.ty, row["values"].as_array()) {
        let Some(TypeKind::Enum(definition)) = api.types.get(name).map(|def| &def.kind) else {
            panic!("{name} is not an enum");
        };
        let known: Vec<&str> = definition.values.iter().map(|value| value.wire.as_str()).collect();
        let documented: Vec<&str> = values.iter().map(|value| value.as_str().unwrap()).collect();
        assert_eq!(known, documented, "values of {what}");
    }
}

/// Returns the generated file as one line of prose: without comment marks and line breaks.
fn prose() -> String {
    let (_, files) = genauth_codegen::generate(&spec()).map_err(problems).unwrap();
    let code = &files[std::path::Path::new("authentication/mfa.rs")];
    let words = code.split_whitespace().filter(|word| !matches!(*word, "///" | "//!"));
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn endpoints_match_the_documentation() {
    let (_, api) = load();
    for table in tables() {
        let operation = operation(&api, &table);
        assert_eq!(operation.method, table["method"].as_str().unwrap());
        assert_eq!(operation.path, table["path"].as_str().unwrap());
        assert!(operation.security.bearer, "{} is called for a user", operation.name);
        let body = operation.body.as_ref().map(|body| body.type_name.as_str());
        assert_eq!(body, table["request"].as_str(), "body of {}", operation.name);
    }
}

#[test]
fn request_fields_match_the_documentation() {
    let (_, api) = load();
    let generated = prose();
    for table in tables() {
        if let Some(type_name) = table["request"].as_str() {
            let rows = table["requestFields"].as_array().unwrap();
            compare(&api, &generated, rows, "", type_name);
        }
    }
}

#[test]
fn query_parameters_match_the_documentation() {
    let (_, api) = load();
    for table in tables() {
        let operation = operation(&api, &table);
        let rows = table["query"].as_array().unwrap();
        assert_eq!(operation.params.len(), rows.len(), "parameters of {}", operation.name);
        for (row, param) in rows.iter().zip(&operation.params) {
            assert_eq!(param.field.wire, row["name"].as_str().unwrap());
            assert!(!param.in_path, "{} goes into the query", param.field.wire);
            same(&api, "", row, &param.field, &operation.name);
        }
    }
}

#[test]
fn response_fields_match_the_documentation() {
    let (_, api) = load();
    let generated = prose();
    for table in tables() {
        let type_name = table["response"].as_str().unwrap();
        let Some(TypeKind::Envelope(payload)) = api.types.get(type_name).map(|it| &it.kind) else {
            panic!("{type_name} is not an envelope");
        };
        let rows = table["responseFields"].as_array().unwrap();
        let data = rows.iter().find(|row| row["name"] == "data");
        assert_eq!(
            payload.as_ref().map(|payload| spelling(&api, payload)).as_deref(),
            data.map(|row| row["type"].as_str().unwrap()),
            "payload of {type_name}"
        );
        match payload {
            Some(Type::Named(name)) => compare(&api, &generated, rows, "data.", name),
            Some(Type::List(items)) => {
                let Type::Named(name) = &**items else { panic!("{items:?} has a name") };
                compare(&api, &generated, rows, "data[].", name);
            }
            _ => {}
        }
    }
}

#[test]
fn the_envelope_matches_the_documentation() {
    let (document, _) = load();
    let envelope = &document.common.components.schemas["Envelope"];
    let written = json!({"statusCode": 200, "message": "ok", "apiCode": 1, "requestId": "r"});
    let envelope_of_sdk: genauth::Envelope<()> = serde_json::from_value(written).unwrap();
    let fields = serde_json::to_value(envelope_of_sdk).unwrap();
    for table in tables() {
        for name in ENVELOPE {
            let rows = table["responseFields"].as_array().unwrap();
            let row = rows.iter().find(|row| row["name"] == name).expect("a row of the envelope");
            let property = &envelope.properties[name];
            let kind = match property.types.as_ref().map(|types| types.as_slice()[0].as_str()) {
                Some("integer") => "number",
                Some(kind) => kind,
                None => "",
            };
            assert_eq!(kind, row["type"].as_str().unwrap(), "type of {name}");
            let required = envelope.required.iter().any(|required| required == name);
            assert_eq!(required, row["required"].as_bool().unwrap(), "required: {name}");
            assert!(fields.get(name).is_some(), "{name} is a field of the envelope");
        }
    }
}
