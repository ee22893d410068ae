//! Parsing: texts into files of the description, with everything that does not fit reported where it
//! stands.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::errors::Errors;
use super::openapi::{Components, File};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};

/// Parses files on all cores; the result does not depend on how they are shared out.
pub(super) fn parse_all(
    sources: &BTreeMap<PathBuf, String>,
    paths: &[PathBuf],
    diagnostics: &mut Diagnostics,
) -> IndexMap<PathBuf, File> {
    let wanted: Vec<&PathBuf> =
        paths.iter().filter(|path| path.as_path() != Path::new("errors.yaml")).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(path) = wanted.get(index) else { return done };
            let text = sources.get(*path).map_or("", String::as_str);
            let mut found = Diagnostics::default();
            let file = parse_file(path, text, &mut found);
            done.push((index, file, found));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(wanted.len());
    let mut parsed = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut parsed = Vec::new();
        for handle in handles {
            match handle.join() {
                Ok(done) => parsed.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        parsed
    });
    parsed.sort_by_key(|(index, ..)| *index);
    let mut files = IndexMap::new();
    for (index, file, found) in parsed {
        diagnostics.extend(found);
        if let (Some(file), Some(path)) = (file, wanted.get(index)) {
            files.insert((*path).clone(), file);
        }
    }
    files
}

pub(super) fn parse_errors(text: &str, diagnostics: &mut Diagnostics) -> Errors {
    let place = Place::file("errors.yaml");
    match serde_yaml::from_str::<Value>(text) {
        Ok(value) => typed(value, &place, diagnostics).unwrap_or_default(),
        Err(error) => {
            diagnostics.push(broken_yaml(&place, text, &error));
            Errors::default()
        }
    }
}

fn broken_yaml(place: &Place, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        "broken-yaml",
        place.clone(),
        format!("this is no valid YAML: {error}"),
        "mend the line; a text with `: ` or ` #` in it needs quotes",
    );
    diagnostic.line = error.location().map(|location| location.line());
    diagnostic.excerpt = diagnostic
        .line
        .and_then(|line| text.lines().nth(line.saturating_sub(1)))
        .map(|line| line.trim_end().to_owned());
    diagnostic
}

/// Reads a file piece by piece, so that one mistake does not hide the next.
fn parse_file(path: &Path, text: &str, diagnostics: &mut Diagnostics) -> Option<File> {
    let root = Place::file(path);
    let mut top = match serde_yaml::from_str::<Value>(text) {
        Ok(Value::Mapping(top)) => top,
        Ok(_) => {
            diagnostics.push(Diagnostic::new(
                "not-a-mapping",
                root,
                "the file is no mapping",
                "begin it with `openapi: \"3.1.0\"`",
            ));
            return None;
        }
        Err(error) => {
            diagnostics.push(broken_yaml(&root, text, &error));
            return None;
        }
    };
    let version = top.shift_remove("openapi");
    if version.as_ref().and_then(Value::as_str).is_none_or(|version| !version.starts_with("3.1")) {
        diagnostics.push(Diagnostic::new(
            "openapi-version",
            root.at("openapi"),
            "the description is written in OpenAPI 3.1",
            "begin the file with `openapi: \"3.1.0\"`",
        ));
    }
    let mut file = File::default();
    if let Some(info) = top.shift_remove("info") {
        file.info = typed(info, &root.at("info"), diagnostics).unwrap_or_default();
    }
    if let Some(tags) = top.shift_remove("tags") {
        file.tags = typed(tags, &root.at("tags"), diagnostics).unwrap_or_default();
    }
    if let Some(modules) = top.shift_remove("x-modules") {
        file.modules = typed(modules, &root.at("x-modules"), diagnostics).unwrap_or_default();
    }
    if let Some(apis) = top.shift_remove("x-apis") {
        file.apis = typed(apis, &root.at("x-apis"), diagnostics).unwrap_or_default();
    }
    for (path, item) in mapping(top.shift_remove("paths"), &root.at("paths"), diagnostics) {
        let place = root.at("paths").at(&path);
        let mut verbs = IndexMap::new();
        for (verb, operation) in mapping(Some(item), &place, diagnostics) {
            let place = place.at(&verb);
            if !matches!(verb.as_str(), "get" | "post" | "put" | "delete" | "patch") {
                diagnostics.push(unknown_keyword(place, &verb));
            } else if let Some(operation) = typed(operation, &place, diagnostics) {
                verbs.insert(verb, operation);
            }
        }
        file.paths.insert(path, verbs);
    }
    let place = root.at("components");
    file.components = components(top.shift_remove("components"), &place, diagnostics);
    for key in top.keys().filter_map(Value::as_str) {
        diagnostics.push(unknown_keyword(root.at(key), key));
    }
    Some(file)
}

fn components(value: Option<Value>, place: &Place, diagnostics: &mut Diagnostics) -> Components {
    let mut components = Components::default();
    for (kind, values) in mapping(value, place, diagnostics) {
        let place = place.at(&kind);
        match kind.as_str() {
            "securitySchemes" => {
                components.security_schemes =
                    typed(values, &place, diagnostics).unwrap_or_default();
            }
            "schemas" => {
                for (name, schema) in mapping(Some(values), &place, diagnostics) {
                    if let Some(schema) = typed(schema, &place.at(&name), diagnostics) {
                        components.schemas.insert(name, schema);
                    }
                }
            }
            _ => diagnostics.push(unknown_keyword(place, &kind)),
        }
    }
    components
}

fn unknown_keyword(place: Place, keyword: &str) -> Diagnostic {
    Diagnostic::new(
        "unknown-keyword",
        place,
        format!("the description has no use for `{keyword}`"),
        "take it out, or teach the generator what it means (codegen/src/document/openapi)",
    )
}

fn mapping(
    value: Option<Value>,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Value)> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Mapping(mapping)) => {
            let text = |key: Value| match key {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                other => format!("{other:?}"),
            };
            mapping.into_iter().map(|(key, value)| (text(key), value)).collect()
        }
        Some(_) => {
            diagnostics.push(Diagnostic::new(
                "not-a-mapping",
                place.clone(),
                "expected names with values",
                "write `name: value` pairs below it",
            ));
            Vec::new()
        }
    }
}

/// Reads a value as a type; what does not fit is reported where it stands.
fn typed<T: DeserializeOwned>(
    value: Value,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    // The first try goes without tracking of places, which costs more than the reading itself.
    if let Ok(read) = T::deserialize(&value) {
        return Some(read);
    }
    let error = match serde_path_to_error::deserialize::<_, T>(&value) {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    let mut place = place.clone();
    for segment in error.path() {
        use serde_path_to_error::Segment;
        match segment {
            Segment::Seq { index } => place = place.at(index.to_string()),
            Segment::Map { key } => place = place.at(key.as_str()),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let message = error.inner().to_string();
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    diagnostics.push(match unknown {
        Some(keyword) => unknown_keyword(place, keyword),
        None => Diagnostic::new(
            "wrong-shape",
            place,
            message,
            "see spec/README.md for how this part of the description is written",
        ),
    });
    None
}
