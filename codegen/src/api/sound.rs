//! What a model must not hold although each of its parts is fine.

use super::lower::ENVELOPE;
use super::{Api, Type, TypeDef, TypeKind};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};

/// Finds types without end, envelopes that are no answers, and unions in unions.
///
/// # Errors
///
/// What was found, without lines.
pub fn sound(api: &mut Api) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::default();
    let api = &*api;
    endless(api, &mut found);
    for def in api.types.values() {
        match &def.kind {
            TypeKind::Record(fields) => {
                fields.iter().for_each(|field| no_envelope(&field.ty, &field.place, &mut found));
            }
            TypeKind::Union(branches) => {
                for (index, branch) in branches.iter().enumerate() {
                    let place = def.place.at("oneOf").at(index.to_string());
                    no_envelope(branch, &place, &mut found);
                    simple_branch(api, branch, &place, &mut found);
                }
            }
            TypeKind::Envelope(Some(payload)) => no_envelope(payload, &def.place, &mut found),
            TypeKind::Envelope(None) | TypeKind::Open | TypeKind::Choice(_) => {}
        }
    }
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        for param in &operation.params {
            no_envelope(&param.field.ty, &param.field.place, &mut found);
        }
        if let Some(body) = &operation.body {
            let place = operation.place.at("requestBody");
            no_envelope(&Type::Named(body.type_name.clone()), &place, &mut found);
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// A type of which no value is finite, or that is defined by nothing but itself.
fn endless(api: &Api, found: &mut Diagnostics) {
    let mut reported = Vec::new();
    for def in api.types.values() {
        if reported.contains(&def.name.as_str()) {
            continue;
        }
        if let Some(circle) = circle(api, def) {
            let way = circle.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
            found.push(Diagnostic::new(
                "endless",
                def.place.clone(),
                format!("`{0}` holds itself without end: {1}, `{0}`", def.name, way.join(", ")),
                "make a field on the way optional, or a list",
            ));
            reported.extend(circle);
        }
    }
}

/// The types that lead from `start` back to it, `start` first.
fn circle<'a>(api: &'a Api, start: &'a TypeDef) -> Option<Vec<&'a str>> {
    let mut came_from: Vec<(&str, &str)> = Vec::new();
    let mut open = vec![start];
    while let Some(def) = open.pop() {
        for next in inside(api, def) {
            if next.name == start.name {
                let mut circle = vec![def.name.as_str()];
                while let Some((_, from)) =
                    came_from.iter().find(|(name, _)| circle.last() == Some(name))
                {
                    circle.push(from);
                }
                circle.reverse();
                return Some(circle);
            }
            if !came_from.iter().any(|(name, _)| *name == next.name) {
                came_from.push((&next.name, &def.name));
                open.push(next);
            }
        }
    }
    None
}

/// The types that every value of a type has in it. A union has none: its value may always be
/// something else. An envelope may be empty, but must not be defined by itself.
fn inside<'a>(api: &'a Api, def: &'a TypeDef) -> Vec<&'a TypeDef> {
    let get = |name: &str| api.types.get(name);
    match &def.kind {
        TypeKind::Record(fields) => fields
            .iter()
            .filter(|field| field.required)
            .filter_map(|field| if let Type::Named(name) = &field.ty { get(name) } else { None })
            .filter(|def| matches!(def.kind, TypeKind::Record(_)))
            .collect(),
        TypeKind::Envelope(payload) => payload
            .iter()
            .flat_map(Type::names)
            .filter_map(get)
            .filter(|def| matches!(def.kind, TypeKind::Envelope(_)))
            .collect(),
        TypeKind::Open | TypeKind::Choice(_) | TypeKind::Union(_) => Vec::new(),
    }
}

/// The bare envelope is part of the runtime, where it has a payload; without one it is only good as
/// an answer.
fn no_envelope(ty: &Type, place: &Place, found: &mut Diagnostics) {
    if ty.names().contains(&ENVELOPE) {
        found.push(Diagnostic::new(
            "unsupported",
            place.clone(),
            "the bare envelope as part of something else",
            "refer to what is in the envelope",
        ));
    }
}

/// The branches of a union are told apart by the kind of JSON value and the keys of objects.
fn simple_branch(api: &Api, branch: &Type, place: &Place, found: &mut Diagnostics) {
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
            place.clone(),
            "a branch of a union that is a union, an envelope, a file or anything at all",
            "write branches that are a string, a number, a boolean, a list or an object",
        ));
    }
}
