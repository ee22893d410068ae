//! Takes bundles apart into the files of a spec, so that they are read like one.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::PathBuf,
};

use serde_yaml::{Mapping, Value};

use super::bundle::Bundle;
use crate::api::ENVELOPE;

/// A module: the index of its bundle, and its name.
type Module = (usize, String);

/// Returns the texts of the files that the bundles stand for. A schema is in the file of the one
/// module that uses it, or in `common.yaml`.
///
/// # Errors
///
/// The name of a schema that two bundles define differently.
pub(super) fn unbundle(bundles: &[Bundle]) -> Result<BTreeMap<PathBuf, String>, String> {
    let schemas = merged(bundles)?;
    let homes = homes(bundles, &schemas);
    let mut files: BTreeMap<PathBuf, Value> = BTreeMap::new();
    files.insert("common.yaml".into(), common(bundles, &schemas, &homes));
    for (index, bundle) in bundles.iter().enumerate() {
        for name in bundle.modules() {
            let module = (index, name.to_owned());
            let path = PathBuf::from(bundle.api.as_str()).join(format!("{name}.yaml"));
            files.insert(path, self::module(bundle, &module, &schemas, &homes));
        }
    }
    let text = |value: &Value| serde_yaml::to_string(value).map_err(|error| error.to_string());
    files.iter().map(|(path, value)| Ok((path.clone(), text(value)?))).collect()
}

/// Returns the schemas of all bundles, by name: their order is that of files.
fn merged(bundles: &[Bundle]) -> Result<Mapping, String> {
    let mut schemas: BTreeMap<&str, &Value> = BTreeMap::new();
    for (name, schema) in bundles.iter().flat_map(|bundle| bundle.components("schemas")) {
        let name = name.as_str().unwrap_or_default();
        if schemas.insert(name, schema).is_some_and(|other| other != schema) {
            return Err(name.to_owned());
        }
    }
    Ok(schemas.into_iter().map(|(name, schema)| (name.into(), schema.clone())).collect())
}

/// Returns the module of each schema that only one module uses.
fn homes(bundles: &[Bundle], schemas: &Mapping) -> HashMap<String, Module> {
    let mut users: HashMap<String, BTreeSet<Module>> = HashMap::new();
    let mut roots: BTreeMap<Module, Vec<String>> = BTreeMap::new();
    for (index, bundle) in bundles.iter().enumerate() {
        for (_, _, operation) in bundle.operations() {
            references(operation, roots.entry((index, tag(operation))).or_default());
        }
    }
    for (module, mut wanted) in roots {
        while let Some(name) = wanted.pop() {
            if !users.entry(name.clone()).or_default().insert(module.clone()) {
                continue;
            }
            if let Some(schema) = schemas.get(name.as_str()) {
                references(schema, &mut wanted);
            }
        }
    }
    let only = |(name, users): (String, BTreeSet<Module>)| {
        let mut users = users.into_iter();
        let first = users.next().filter(|_| users.next().is_none() && name != ENVELOPE);
        Some((name, first?))
    };
    users.into_iter().filter_map(only).collect()
}

/// Returns the tag of an operation, which names its module.
fn tag(operation: &Value) -> String {
    let tag = operation.get("tags").and_then(|tags| tags.get(0)).and_then(Value::as_str);
    tag.unwrap_or_default().to_owned()
}

/// Collects the names of the schemas that a value refers to.
fn references(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Mapping(mapping) => {
            for (key, value) in mapping {
                match (key.as_str(), value) {
                    (Some("$ref"), Value::String(target)) => {
                        names.extend(target.strip_prefix(LOCAL).map(str::to_owned));
                    }
                    (_, value) => references(value, names),
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| references(item, names)),
        _ => {}
    }
}

const LOCAL: &str = "#/components/schemas/";

/// Makes the references of a module point to the files of their targets.
fn relink(value: &mut Value, module: &Module, homes: &HashMap<String, Module>) {
    match value {
        Value::Mapping(mapping) => {
            for (key, value) in mapping.iter_mut() {
                match (key.as_str(), &mut *value) {
                    (Some("$ref"), Value::String(target)) => {
                        let name = target.strip_prefix(LOCAL);
                        if name.is_some_and(|name| homes.get(name) != Some(module)) {
                            target.insert_str(0, "../common.yaml");
                        }
                    }
                    (_, value) => relink(value, module, homes),
                }
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|it| relink(it, module, homes)),
        _ => {}
    }
}

fn pairs<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    Value::Mapping(pairs.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

fn module(
    bundle: &Bundle,
    module: &Module,
    schemas: &Mapping,
    homes: &HashMap<String, Module>,
) -> Value {
    let mut paths = Mapping::new();
    for (path, verb, operation) in bundle.operations().filter(|it| tag(it.2) == module.1) {
        let mut operation = operation.clone();
        relink(&mut operation, module, homes);
        let item = paths.entry(path.clone()).or_insert_with(|| Value::Mapping(Mapping::new()));
        if let Value::Mapping(item) = item {
            item.insert(verb.clone(), operation);
        }
    }
    let mut own = Mapping::new();
    for (name, schema) in schemas {
        if name.as_str().and_then(|name| homes.get(name)) == Some(module) {
            let mut schema = schema.clone();
            relink(&mut schema, module, homes);
            own.insert(name.clone(), schema);
        }
    }
    let tags = bundle.content.get("tags").and_then(Value::as_sequence).into_iter().flatten();
    let tag = tags.into_iter().find(|tag| tag.get("name") == Some(&module.1.as_str().into()));
    let tag = tag.cloned().unwrap_or_default();
    let description = tag.get("description").cloned().unwrap_or_else(|| "".into());
    pairs([
        ("openapi", "3.1.0".into()),
        ("info", info(&module.1, bundle, description)),
        ("tags", Value::Sequence(vec![tag])),
        ("paths", Value::Mapping(paths)),
        ("components", pairs([("schemas", Value::Mapping(own))])),
    ])
}

fn info(title: &str, bundle: &Bundle, description: Value) -> Value {
    let version = about(bundle, "version");
    pairs([("title", title.into()), ("version", version), ("description", description)])
}

/// Returns a value of `info`.
fn about(bundle: &Bundle, key: &str) -> Value {
    bundle.content.get("info").and_then(|info| info.get(key)).cloned().unwrap_or_else(|| "".into())
}

fn common(bundles: &[Bundle], schemas: &Mapping, homes: &HashMap<String, Module>) -> Value {
    let (mut modules, mut apis) = (Mapping::new(), Mapping::new());
    let mut schemes = Mapping::new();
    for bundle in bundles {
        let names = bundle.modules().into_iter().map(Value::from).collect();
        modules.insert(bundle.api.as_str().into(), Value::Sequence(names));
        let servers = bundle.content.get("servers");
        let server = servers.and_then(|servers| servers.get(0)?.get("url")).cloned();
        let about = pairs([
            ("title", about(bundle, "title")),
            ("description", about(bundle, "description")),
            ("server", server.unwrap_or_else(|| "".into())),
        ]);
        apis.insert(bundle.api.as_str().into(), about);
        let of_bundle = bundle.components("securitySchemes");
        schemes.extend(of_bundle.map(|(name, scheme)| (name.clone(), scheme.clone())));
    }
    let is_shared = |name: &Value| !homes.contains_key(name.as_str().unwrap_or_default());
    let shared: Mapping = schemas
        .iter()
        .filter(|(name, _)| is_shared(name))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    let mut common = pairs([
        ("openapi", "3.1.0".into()),
        ("x-modules", Value::Mapping(modules)),
        ("x-apis", Value::Mapping(apis)),
        (
            "components",
            pairs([
                ("securitySchemes", Value::Mapping(schemes)),
                ("schemas", Value::Mapping(shared)),
            ]),
        ),
    ]);
    if let (Value::Mapping(common), Some(first)) = (&mut common, bundles.first()) {
        common.insert("info".into(), info("Bundles", first, "".into()));
    }
    common
}
