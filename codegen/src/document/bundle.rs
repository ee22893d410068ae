//! Bundling: merges the files of one API into a single OpenAPI document.

use std::path::Path;

use serde_yaml::{Mapping, Value};

use super::api_kind::ApiKind;
use super::load::Document;

/// Returns one API as a self-contained OpenAPI document; `None` if `x-apis` does not list it.
///
/// Works on the YAML of the files rather than on the parsed document, so that a bundle holds
/// exactly the content of the spec.
pub fn bundle(document: &Document, api: ApiKind) -> Option<Value> {
    let about = document.common.apis.get(api.as_str())?;
    let parse =
        |path: &Path| -> Option<Mapping> { serde_yaml::from_str(document.sources.get(path)?).ok() };
    let shared = parse(Path::new("common.yaml"))?;
    let shared_schemas = child(&shared, &["components", "schemas"]);
    let shared_security = child(&shared, &["components", "securitySchemes"]);

    let mut tags = Vec::new();
    let mut paths = Mapping::new();
    let mut schemas = Mapping::new();
    let mut wanted = Vec::new();
    for module in document.modules.iter().filter(|module| module.api == api) {
        let file = parse(&module.path)?;
        if let Some(Value::Sequence(listed)) = file.get("tags") {
            tags.extend(listed.iter().cloned());
        }
        for (path, item) in child(&file, &["paths"]) {
            let mut item = item;
            relink(&mut item, &mut wanted);
            match (paths.get_mut(&path), item) {
                // Another module has an operation with the same path.
                (Some(Value::Mapping(there)), Value::Mapping(more)) => there.extend(more),
                (_, item) => {
                    paths.insert(path, item);
                }
            }
        }
        for (name, mut schema) in child(&file, &["components", "schemas"]) {
            relink(&mut schema, &mut wanted);
            schemas.insert(name, schema);
        }
    }
    while let Some(name) = wanted.pop() {
        let name = Value::String(name);
        if schemas.contains_key(&name) {
            continue;
        }
        if let Some((_, schema)) = shared_schemas.iter().find(|(shared, _)| *shared == name) {
            let mut schema = schema.clone();
            relink(&mut schema, &mut wanted);
            schemas.insert(name, schema);
        }
    }
    let used = schemes_in(&paths);
    let shared_security: Mapping =
        shared_security.into_iter().filter(|(name, _)| used.contains(name)).collect();
    let info = pairs([
        ("title", about.title.as_str().into()),
        ("version", document.common.info.version.as_str().into()),
        ("description", about.description.as_str().into()),
        (
            "license",
            pairs([
                ("name", "MIT OR Apache-2.0".into()),
                ("identifier", "MIT OR Apache-2.0".into()),
            ]),
        ),
    ]);
    let components = pairs([
        ("securitySchemes", Value::Mapping(shared_security)),
        ("schemas", Value::Mapping(schemas)),
    ]);
    Some(pairs([
        ("openapi", "3.1.0".into()),
        ("info", info),
        ("servers", Value::Sequence(vec![server(&about.server)])),
        ("tags", Value::Sequence(tags)),
        ("paths", Value::Mapping(paths)),
        ("components", components),
    ]))
}

/// Returns the names of the security schemes that operations require.
fn schemes_in(paths: &Mapping) -> Vec<Value> {
    let items = paths.values().filter_map(Value::as_mapping);
    let operations = items.flat_map(Mapping::values).filter_map(Value::as_mapping);
    let lists = operations.filter_map(|operation| operation.get("security")?.as_sequence());
    let sets = lists.flatten().filter_map(Value::as_mapping);
    sets.flat_map(|set| set.keys().cloned()).collect()
}

fn pairs<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    Value::Mapping(pairs.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// Returns a server, with a default for each `{variable}` of its URL.
fn server(address: &str) -> Value {
    let parts = address.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let variables: Mapping =
        parts.map(|part| (part.into(), pairs([("default", "example".into())]))).collect();
    match variables.is_empty() {
        true => pairs([("url", address.into())]),
        false => pairs([("url", address.into()), ("variables", Value::Mapping(variables))]),
    }
}

fn child(mapping: &Mapping, tokens: &[&str]) -> Vec<(Value, Value)> {
    let mut here = Some(mapping);
    for token in tokens {
        here = here.and_then(|mapping| mapping.get(*token)).and_then(Value::as_mapping);
    }
    here.map(|mapping| mapping.clone().into_iter().collect()).unwrap_or_default()
}

/// Makes references point into the bundle, and collects their targets.
fn relink(value: &mut Value, wanted: &mut Vec<String>) {
    match value {
        Value::Mapping(mapping) => {
            for (key, value) in mapping.iter_mut() {
                match (key.as_str(), &mut *value) {
                    (Some("$ref"), Value::String(target)) => {
                        if let Some(start) = target.find('#') {
                            target.replace_range(..start, "");
                        }
                        if let Some(name) = target.strip_prefix("#/components/schemas/") {
                            wanted.push(name.to_owned());
                        }
                    }
                    (_, value) => relink(value, wanted),
                }
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| relink(item, wanted)),
        _ => {}
    }
}
