//! Checks the model as a whole: every type has a finite value, envelopes are only responses, and
//! the branches of unions can be distinguished.

use std::collections::{HashMap, HashSet};

use crate::api::{Api, ENVELOPE, Type, TypeDef, TypeKind};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};

/// Finds infinite types, envelopes inside other types, and nested unions.
pub(super) fn run(api: &Api) -> Diagnostics {
    let mut found = Diagnostics::default();
    infinite_types(api, &mut found);
    for def in api.types.values() {
        match &def.kind {
            TypeKind::Struct(fields) => {
                fields.iter().for_each(|field| no_envelope(&field.ty, &field.pointer, &mut found));
            }
            TypeKind::Union(branches) => {
                for (index, branch) in branches.iter().enumerate() {
                    let pointer = def.pointer.at("oneOf").at(index.to_string());
                    no_envelope(branch, &pointer, &mut found);
                    simple_branch(api, branch, &pointer, &mut found);
                }
            }
            TypeKind::Envelope(Some(payload)) => no_envelope(payload, &def.pointer, &mut found),
            TypeKind::Envelope(None) | TypeKind::FreeForm | TypeKind::Enum(_) => {}
        }
    }
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        for param in &operation.params {
            no_envelope(&param.field.ty, &param.field.pointer, &mut found);
        }
        if let Some(body) = &operation.body {
            let pointer = operation.pointer.at("requestBody");
            no_envelope(&Type::Named(body.type_name.clone()), &pointer, &mut found);
        }
    }
    found
}

/// Finds types without a finite value. Visits every type once.
fn infinite_types(api: &Api, found: &mut Diagnostics) {
    let mut seen = HashSet::new();
    let mut reported: HashSet<&str> = HashSet::new();
    for def in api.types.values() {
        // The path from `def` to the current type, and the types left to visit on it.
        let mut path = vec![def.name.as_str()];
        let mut left = vec![inside(api, def)];
        let mut on_path = HashMap::from([(def.name.as_str(), 0)]);
        if !seen.insert(def.name.as_str()) {
            continue;
        }
        while let Some(next) = left.last_mut().map(Vec::pop) {
            match next {
                None => {
                    left.pop();
                    on_path.remove(path.pop().unwrap_or_default());
                }
                Some(next) => match on_path.get(next.name.as_str()) {
                    Some(start) => {
                        let cycle = path.get(*start..).unwrap_or_default();
                        if cycle.iter().all(|name| !reported.contains(name)) {
                            report_cycle(next, cycle, found);
                        }
                        reported.extend(cycle);
                    }
                    None if seen.insert(next.name.as_str()) => {
                        on_path.insert(&next.name, path.len());
                        path.push(&next.name);
                        left.push(inside(api, next));
                    }
                    None => {}
                },
            }
        }
    }
}

fn report_cycle(def: &TypeDef, cycle: &[&str], found: &mut Diagnostics) {
    /// More names do not help to find the field to change.
    const SHOWN: usize = 10;
    let mut path: Vec<String> = cycle.iter().take(SHOWN).map(|it| format!("`{it}`")).collect();
    if cycle.len() > SHOWN {
        path.push(format!("… ({} more)", cycle.len() - SHOWN));
    }
    found.push(Diagnostic::new(
        "infinite-type",
        def.pointer.clone(),
        format!("`{0}` has no finite value: it contains {1}, `{0}`", def.name, path.join(", ")),
        "make one of these fields optional, or a list",
    ));
}

/// Returns the types that every value of a type contains. A union requires none: its value can be
/// another branch. An envelope can be empty, but must not contain itself.
fn inside<'a>(api: &'a Api, def: &'a TypeDef) -> Vec<&'a TypeDef> {
    let get = |name: &str| api.types.get(name);
    match &def.kind {
        TypeKind::Struct(fields) => fields
            .iter()
            .filter(|field| field.required)
            .filter_map(|field| if let Type::Named(name) = &field.ty { get(name) } else { None })
            .filter(|def| matches!(def.kind, TypeKind::Struct(_)))
            .collect(),
        TypeKind::Envelope(payload) => payload
            .iter()
            .flat_map(Type::names)
            .filter_map(get)
            .filter(|def| matches!(def.kind, TypeKind::Envelope(_)))
            .collect(),
        TypeKind::FreeForm | TypeKind::Enum(_) | TypeKind::Union(_) => Vec::new(),
    }
}

/// Checks that a type is not the bare envelope, which is only supported as a response.
fn no_envelope(ty: &Type, pointer: &Pointer, found: &mut Diagnostics) {
    if ty.names().contains(&ENVELOPE) {
        found.push(Diagnostic::new(
            "unsupported",
            pointer.clone(),
            "unsupported: the bare envelope inside another type",
            "refer to the payload of the envelope",
        ));
    }
}

/// Checks a branch of a union: decoding distinguishes branches by JSON type and by the keys of
/// objects.
fn simple_branch(api: &Api, branch: &Type, pointer: &Pointer, found: &mut Diagnostics) {
    let is_simple = match branch {
        Type::Json | Type::Scalar | Type::File | Type::OneOrMany(_) | Type::Nullable(_) => false,
        Type::Named(name) => api
            .types
            .get(name)
            .is_none_or(|def| !matches!(def.kind, TypeKind::Union(_) | TypeKind::Envelope(_))),
        _ => true,
    };
    if !is_simple {
        found.push(Diagnostic::new(
            "unsupported",
            pointer.clone(),
            "unsupported branch of a union: a union, an envelope, a file or any value",
            "write branches that are a string, a number, a boolean, a list or an object",
        ));
    }
}
