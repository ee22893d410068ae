//! Every example in the spec is preserved by the generated types.

use std::collections::BTreeSet;

use genauth_codegen::document::{self, Document};
use serde_json::Value;
use support::{
    TYPES, difference, documented_bodies, documented_values, identified, problems, spec, trip_of,
};

fn load() -> Document {
    document::load(&spec()).map_err(problems).unwrap()
}

#[test]
fn every_documented_body_round_trips() {
    let bodies = documented_bodies(&load());
    assert!(bodies.len() >= 1_000, "only {} bodies", bodies.len());
    let mut lost = Vec::new();
    for body in &bodies {
        let Some(name) = &body.type_name else { continue };
        let outcome = match trip_of(name) {
            None => Err("no such generated type".to_owned()),
            Some(trip) => trip(&body.value),
        };
        let what = match outcome {
            Err(error) => Some(error),
            Ok(written) => difference(&body.value, &written),
        };
        if let Some(what) = what {
            let (file, pointer) = (body.place.file.display(), body.place.to_fragment());
            lost.push(format!("{file} {pointer}\n    {name}: {what}"));
        }
    }
    let (lost, count) = (lost.join("\n"), lost.len());
    assert!(lost.is_empty(), "{count} of {} bodies do not survive:\n{lost}", bodies.len());
}

/// Required fields that the example omits are serialized as empty values, so only the field itself
/// is compared.
#[test]
fn every_documented_field_value_round_trips() {
    let document = load();
    let api = genauth_codegen::model(&document).map_err(problems).unwrap();
    let values = documented_values(&document);
    let mut lost = Vec::new();
    for shown in values.iter().filter(|shown| shown.type_name != "Envelope") {
        let mut object = identified(&api, &shown.type_name);
        object.insert(shown.field.clone(), shown.value.clone());
        let object = Value::Object(object);
        let trip = trip_of(&shown.type_name).expect("every schema is a generated type");
        let what = match trip(&object) {
            Err(error) => Some(error),
            Ok(written) => match written.get(&shown.field) {
                None => Some("was lost".to_owned()),
                Some(written) => difference(&shown.value, written),
            },
        };
        if let Some(what) = what {
            let (file, pointer) = (shown.place.file.display(), shown.place.to_fragment());
            lost.push(format!("{file} {pointer}\n    {}.{}: {what}", shown.type_name, shown.field));
        }
    }
    let (lost, count) = (lost.join("\n"), lost.len());
    assert!(lost.is_empty(), "{count} of {} values do not survive:\n{lost}", values.len());
}

#[test]
fn every_schema_of_the_spec_is_a_type_of_the_sdk() {
    let document = load();
    let files = document.modules.iter().map(|module| &module.file);
    let described: BTreeSet<&str> = std::iter::once(&document.common)
        .chain(files)
        .flat_map(|file| file.components.schemas.keys().map(String::as_str))
        .filter(|name| *name != "Envelope")
        .collect();
    let generated: BTreeSet<&str> = TYPES.iter().map(|(name, _)| *name).collect();
    assert_eq!(described, generated);
}

#[test]
fn every_operation_with_a_documented_response_has_an_example() {
    let document = load();
    let shown: BTreeSet<String> = documented_bodies(&document)
        .into_iter()
        .filter(|body| body.place.tokens.iter().any(|step| step == "responses"))
        .map(|body| format!("{} {}", body.place.file.display(), body.operation))
        .collect();
    let mut silent = Vec::new();
    for module in &document.modules {
        for operation in module.file.paths.values().flat_map(|verbs| verbs.values()) {
            let typed = operation
                .responses
                .iter()
                .filter(|(status, _)| status.starts_with('2'))
                .flat_map(|(_, response)| response.content.values())
                .any(|content| content.schema.reference.is_some());
            let key = format!("{} {}", module.path.display(), operation.id);
            if typed && !shown.contains(&key) {
                silent.push(key);
            }
        }
    }
    assert!(silent.is_empty(), "no example of a response: {}", silent.join(", "));
}
