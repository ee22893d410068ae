//! Parsing: turns YAML texts into files of the spec, and reports every value that does not fit.

mod foreign;
mod recover;
mod shape;
mod yaml;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use indexmap::IndexMap;
use serde_yaml::Value;

use self::recover::{part, quoted, simple, unknown_keyword};
use self::shape::Shape;
use super::errors::Errors;
use super::openapi::{Components, File, Schema, Types};
use super::suggest::closest;
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};
pub(crate) use foreign::foreign;
pub(super) use yaml::DEEPEST;

/// Parses files on all cores. The result does not depend on the number of cores.
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

pub(super) fn parse_errors(text: &str, found: &mut Diagnostics) -> Errors {
    let pointer = Pointer::file("errors.yaml");
    let Some(value) = yaml::read(&pointer, text, found) else {
        found.mark_left_out(pointer);
        return Errors::default();
    };
    simple(value, &pointer, found).unwrap_or_default()
}

/// The keywords of a file.
const OF_FILE: [&str; 7] =
    ["openapi", "info", "tags", "x-modules", "x-apis", "paths", "components"];
const OF_COMPONENTS: [&str; 2] = ["securitySchemes", "schemas"];
const VERBS: [&str; 5] = ["get", "post", "put", "delete", "patch"];

/// Reads a file part by part, so that one mistake does not hide the next.
fn parse_file(path: &Path, text: &str, found: &mut Diagnostics) -> Option<File> {
    let root = Pointer::file(path);
    let mut top = match yaml::read(&root, text, found) {
        Some(Value::Mapping(top)) => top,
        Some(_) => {
            found.push(Diagnostic::new(
                "not-a-mapping",
                root,
                "the file is not a mapping",
                "begin it with `openapi: \"3.1.0\"`",
            ));
            return None;
        }
        None => return None,
    };
    let is_openapi = top.contains_key("openapi");
    let help = "begin the file with `openapi: \"3.1.0\"`";
    if let Some(format) = foreign::format(&top) {
        found.push(Diagnostic::new(
            "openapi-version",
            if is_openapi { root.at("openapi") } else { root.clone() },
            format!("{format} is not supported; the spec is written in OpenAPI 3.1"),
            format!("convert the file to OpenAPI 3.1, and {help}"),
        ));
        if !is_openapi {
            return None;
        }
    } else if !is_openapi {
        found.push(Diagnostic::new(
            "openapi-version",
            root.at("openapi"),
            "missing keyword `openapi`; the spec is written in OpenAPI 3.1",
            help,
        ));
    }
    top.shift_remove("openapi");
    let mut file = File::default();
    if let Some(info) = top.shift_remove("info") {
        file.info = simple(info, &root.at("info"), found).unwrap_or_default();
    }
    if let Some(tags) = top.shift_remove("tags") {
        file.tags = simple(tags, &root.at("tags"), found).unwrap_or_default();
    }
    if let Some(modules) = top.shift_remove("x-modules") {
        file.modules = simple(modules, &root.at("x-modules"), found).unwrap_or_default();
    }
    if let Some(apis) = top.shift_remove("x-apis") {
        file.apis = simple(apis, &root.at("x-apis"), found).unwrap_or_default();
    }
    for (path, item) in mapping(top.shift_remove("paths"), &root.at("paths"), found) {
        let pointer = root.at("paths").at(&path);
        let mut verbs = IndexMap::new();
        for (verb, operation) in mapping(Some(item), &pointer, found) {
            let pointer = pointer.at(&verb);
            if !VERBS.contains(&verb.as_str()) {
                found.push(unknown_keyword(pointer.clone(), &verb, closest(&verb, VERBS)));
                found.mark_left_out(pointer);
            } else if let Some(operation) = part(Shape::Operation, operation, &pointer, found) {
                verbs.insert(verb, operation);
            } else {
                found.mark_left_out(pointer);
            }
        }
        if verbs.is_empty() {
            // The module can be empty because this one is left out.
            found.mark_unreliable(pointer);
        }
        file.paths.insert(path, verbs);
    }
    let pointer = root.at("components");
    file.components = components(top.shift_remove("components"), &pointer, found);
    for key in top.keys().filter_map(Value::as_str) {
        found.push(unknown_keyword(root.at(key), key, closest(key, OF_FILE)));
        found.mark_left_out(root.at(key));
    }
    Some(file)
}

fn components(value: Option<Value>, pointer: &Pointer, found: &mut Diagnostics) -> Components {
    let mut components = Components::default();
    for (kind, values) in mapping(value, pointer, found) {
        let pointer = pointer.at(&kind);
        match kind.as_str() {
            "securitySchemes" => {
                components.security_schemes = simple(values, &pointer, found).unwrap_or_default();
            }
            "schemas" => {
                for (name, schema) in mapping(Some(values), &pointer, found) {
                    let schema = part(Shape::Schema, schema, &pointer.at(&name), found);
                    // Keeps references to it valid.
                    let schema = schema.unwrap_or_else(|| Schema {
                        types: Some(Types::One("object".to_owned())),
                        ..Schema::default()
                    });
                    components.schemas.insert(name, schema);
                }
            }
            _ => {
                found.push(unknown_keyword(pointer.clone(), &kind, closest(&kind, OF_COMPONENTS)));
                found.mark_left_out(pointer);
            }
        }
    }
    components
}

fn mapping(
    value: Option<Value>,
    pointer: &Pointer,
    found: &mut Diagnostics,
) -> Vec<(String, Value)> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Mapping(mapping)) => {
            mapping.into_iter().map(|(key, value)| (quoted(key, pointer, found), value)).collect()
        }
        Some(_) => {
            found.push(Diagnostic::new(
                "not-a-mapping",
                pointer.clone(),
                "expected names with values",
                "write `name: value` pairs below it",
            ));
            found.mark_left_out(pointer.clone());
            Vec::new()
        }
    }
}
