//! Bundles: recognizes them, and takes them apart into the files of a spec.

use serde_yaml::{Mapping, Value};

use super::problem::Problem;
use crate::document::{ApiKind, foreign};

/// A bundle: one API as a single document.
#[derive(Clone, Debug)]
pub(super) struct Bundle {
    /// The name of the file, as it was passed.
    pub name: String,
    /// Its text; empty if it was made for a comparison.
    pub text: String,
    /// Its API, if the title or the name of the file says so.
    pub api: ApiKind,
    /// Its content.
    pub content: Mapping,
}

/// The keys that bundles begin with; the order of their keys tells whether other orders are those
/// of the spec.
const TOP: [&str; 6] = ["openapi", "info", "servers", "tags", "paths", "components"];
const INFO: [&str; 4] = ["title", "version", "description", "license"];

/// Reads a bundle. `argument` may begin with `authentication=` or `management=`.
pub(super) fn recognize(argument: &str, name: &str, text: &str) -> Result<Bundle, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let content = parse(text).map_err(|cause| {
        Problem::new(
            format!("`{argument}` cannot be read: {cause}"),
            "pass the directory of a spec, or a bundle as YAML or JSON",
        )
    })?;
    let Some(Value::Mapping(content)) = content else { return Err(not_a_bundle(argument, text)) };
    if content.contains_key("x-modules") || is_module(&content) {
        return Err(Problem::new(
            format!("`{argument}` is one file of a spec"),
            "pass the directory of the spec",
        ));
    }
    let version = content.get("openapi").and_then(Value::as_str).unwrap_or_default();
    if !version.starts_with("3.1") || !is_ours(&content) {
        return Err(not_a_bundle(argument, text));
    }
    let title = content.get("info").and_then(|info| info.get("title")).and_then(Value::as_str);
    let stem = std::path::Path::new(name).file_stem().and_then(|stem| stem.to_str());
    let Some(api) = [title, stem].into_iter().flatten().find_map(named) else {
        return Err(Problem::new(
            format!("`{argument}` does not say which API it describes"),
            format!("name the API in the title: {}", ApiKind::names().join(" or ")),
        ));
    };
    Ok(Bundle { name: name.to_owned(), text: text.to_owned(), api, content })
}

fn parse(text: &str) -> Result<Option<Value>, String> {
    let is_json = text.trim_start().starts_with('{');
    // Escapes of JSON are not all escapes of YAML; YAML in braces is not JSON.
    let mut value = match is_json.then(|| serde_json::from_str::<Value>(text)) {
        Some(Ok(value)) => value,
        _ => serde_yaml::from_str(text).map_err(|error| error.to_string())?,
    };
    whole(&mut value);
    Ok(Some(value).filter(|value| !value.is_null()))
}

/// Writes numbers without a fraction as integers, since tools differ in how they write them.
fn whole(value: &mut Value) {
    /// Integers up to this one have an exact value as a float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            let float = number.as_f64().unwrap_or(f64::NAN);
            if float.fract() == 0.0 && float.abs() < EXACT {
                *value = Value::from(float as i64);
            }
        }
        Value::Mapping(mapping) => mapping.values_mut().for_each(whole),
        Value::Sequence(items) => items.iter_mut().for_each(whole),
        _ => {}
    }
}

/// Returns the one API that a text names.
fn named(text: &str) -> Option<ApiKind> {
    let text = text.to_lowercase();
    let mut named = ApiKind::ALL.into_iter().filter(|api| text.contains(api.as_str()));
    named.next().filter(|_| named.next().is_none())
}

/// Returns whether this is the file of a module: what the spec says, without a server.
fn is_module(content: &Mapping) -> bool {
    let has_operations = operations(content).next().is_some();
    has_operations && is_ours(content) && !content.contains_key("servers")
}

/// Returns whether every operation states what those of the spec state and other documents do not.
fn is_ours(content: &Mapping) -> bool {
    let tags: Vec<&str> = names(content);
    let is_ours = |operation: &Value| {
        let tag = operation.get("tags").and_then(|tags| tags.get(0)).and_then(Value::as_str);
        operation.get("x-effect").is_some() && tag.is_some_and(|tag| tags.contains(&tag))
    };
    let is_name = |name: &&str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    tags.iter().all(is_name) && operations(content).all(|(_, _, operation)| is_ours(operation))
}

/// Returns the names of the tags.
fn names(content: &Mapping) -> Vec<&str> {
    let tags = content.get("tags").and_then(Value::as_sequence).into_iter().flatten();
    tags.map(|tag| tag.get("name").and_then(Value::as_str).unwrap_or_default()).collect()
}

/// Returns the operations with their path and verb.
fn operations(content: &Mapping) -> impl Iterator<Item = (&Value, &Value, &Value)> {
    let paths = content.get("paths").and_then(Value::as_mapping).into_iter().flatten();
    let verbs = paths.filter_map(|(path, item)| Some((path, item.as_mapping()?)));
    verbs.flat_map(|(path, item)| item.iter().map(move |(verb, it)| (path, verb, it)))
}

fn not_a_bundle(argument: &str, text: &str) -> Problem {
    match foreign(text) {
        Some(format) if format.starts_with("OpenAPI") => Problem::new(
            format!("`{argument}` is a foreign {format} document, not a bundle of the spec"),
            "use `import` to bring it into the spec, and compare the result",
        ),
        Some(format) => Problem::new(
            format!("`{argument}` is a {format} document, not a bundle of the spec"),
            "convert it to OpenAPI, use `import` to bring it into the spec, and compare the result",
        ),
        None => Problem::new(
            format!("`{argument}` is not a bundle of the spec"),
            "pass a file that `bundle` wrote, the directory of a spec, or a revision of git",
        ),
    }
}

impl Bundle {
    /// Creates the bundle of a spec that is compared with another bundle.
    pub(super) fn of(name: &str, api: ApiKind, content: Value) -> Option<Self> {
        let mut content = content;
        whole(&mut content);
        let Value::Mapping(content) = content else { return None };
        Some(Self { name: name.to_owned(), text: String::new(), api, content })
    }

    /// Returns whether its keys are in the order in which `bundle` writes them.
    pub(super) fn is_ordered(&self) -> bool {
        let is_like = |mapping: &Mapping, keys: &[&str]| {
            let found: Vec<&str> = mapping.keys().filter_map(Value::as_str).collect();
            found == keys
        };
        let info = self.content.get("info").and_then(Value::as_mapping);
        is_like(&self.content, &TOP) && info.is_some_and(|info| is_like(info, &INFO))
    }

    /// Sorts all keys.
    pub(super) fn sort(&mut self) {
        let content = std::mem::take(&mut self.content);
        let mut content = Value::Mapping(content);
        sort(&mut content);
        if let Value::Mapping(content) = content {
            self.content = content;
        }
    }

    /// Returns the names of its modules.
    pub(super) fn modules(&self) -> Vec<&str> {
        names(&self.content)
    }

    /// Returns its operations with their path and verb.
    pub(super) fn operations(&self) -> impl Iterator<Item = (&Value, &Value, &Value)> {
        operations(&self.content)
    }

    /// Returns the entries of a part of its components.
    pub(super) fn components(&self, part: &str) -> impl Iterator<Item = (&Value, &Value)> {
        let components = self.content.get("components").and_then(|it| it.get(part));
        components.and_then(Value::as_mapping).into_iter().flatten()
    }
}

fn sort(value: &mut Value) {
    match value {
        Value::Mapping(mapping) => {
            let mut entries: Vec<(Value, Value)> = std::mem::take(mapping).into_iter().collect();
            entries.sort_by(|(left, _), (right, _)| left.as_str().cmp(&right.as_str()));
            for (key, mut value) in entries {
                sort(&mut value);
                mapping.insert(key, value);
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}
