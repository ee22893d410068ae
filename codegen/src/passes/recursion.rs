//! Boxes values where a type would otherwise have infinite size.

use std::collections::HashSet;

use crate::api::{Api, Type, TypeKind};

/// Boxes every field through which a type contains itself, except through lists and maps.
pub fn run(api: &mut Api) {
    let names: Vec<String> = api.types.keys().cloned().collect();
    for name in names {
        let Some(def) = api.types.get(&name) else { continue };
        let cyclic: Vec<usize> = def
            .mentions()
            .iter()
            .enumerate()
            .filter(|(_, ty)| {
                contained(ty)
                    .is_some_and(|target| is_struct(api, target) && reaches(api, target, &name))
            })
            .map(|(index, _)| index)
            .collect();
        let Some(def) = api.types.get_mut(&name) else { continue };
        for index in cyclic {
            let ty = match &mut def.kind {
                TypeKind::Struct(fields) => fields.get_mut(index).map(|field| &mut field.ty),
                TypeKind::Union(branches) => branches.get_mut(index),
                _ => None,
            };
            if let Some(ty) = ty {
                *ty = boxed(ty.clone());
            }
        }
    }
}

/// Returns whether a type is a struct. A cycle through a union also contains a struct, where the
/// box is.
fn is_struct(api: &Api, name: &str) -> bool {
    let is_struct = |kind: &TypeKind| matches!(kind, TypeKind::Struct(_) | TypeKind::Envelope(_));
    api.types.get(name).is_some_and(|def| is_struct(&def.kind))
}

fn boxed(ty: Type) -> Type {
    match ty {
        Type::Nullable(inner) => Type::Nullable(Box::new(boxed(*inner))),
        Type::OneOrMany(inner) => Type::OneOrMany(Box::new(boxed(*inner))),
        other => Type::Boxed(Box::new(other)),
    }
}

/// Returns the named type that a value contains directly, not through a list.
fn contained(ty: &Type) -> Option<&str> {
    match ty {
        Type::Named(name) => Some(name),
        Type::Nullable(inner) | Type::OneOrMany(inner) => contained(inner),
        _ => None,
    }
}

fn reaches(api: &Api, from: &str, target: &str) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == target {
            return true;
        }
        if seen.insert(name) {
            let mentions = api.types.get(name).map(|def| def.mentions()).unwrap_or_default();
            open.extend(mentions.into_iter().filter_map(contained));
        }
    }
    false
}
