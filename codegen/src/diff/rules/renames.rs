//! Renamed types: a new name wherever the old one was.

use std::collections::{HashMap, HashSet};

use super::side::{Op, Side};
use super::translate::translate;
use crate::api::{Operation, Response, Type, TypeDef, TypeKind};

/// Returns the new names of renamed types by their old ones.
///
/// A type is renamed if its name is gone and all surviving places of use have one and the same new
/// type. Types that only look alike are not candidates.
pub(super) fn renamed_types<'a>(
    old: &Side<'a>,
    new: &Side<'a>,
    operations: &[(Op<'a>, Op<'a>)],
) -> HashMap<&'a str, &'a str> {
    let mut renamed: HashMap<&str, &str> = HashMap::new();
    let lost = |def: &&TypeDef| new.def(&def.name).is_none();
    let lost: Vec<&'a TypeDef> = old.version.api.types.values().filter(lost).collect();
    if lost.is_empty() {
        return renamed;
    }
    // A renamed type is a place of use for the types in it.
    loop {
        let mut votes: HashMap<&str, Vote<'a>> = HashMap::new();
        for (before, after) in operations {
            let (before, after) = (before.operation, after.operation);
            for (from, to) in slots(before, after) {
                vote(&mut votes, from, to);
            }
            if let (Some(from), Some(to)) = (&before.body, &after.body) {
                vote_name(&mut votes, &from.type_name, Some(&to.type_name));
            }
            if let (Some(from), Some(to)) = (&before.response_type, &after.response_type) {
                vote_name(&mut votes, from, Some(to));
            }
        }
        for def in old.version.api.types.values() {
            let name = renamed.get(def.name.as_str()).copied().unwrap_or(&def.name);
            let Some(after) = new.def(name) else { continue };
            for (from, to) in parts(def, after) {
                vote(&mut votes, from, to);
            }
        }
        let mut taken: HashSet<&str> = renamed.values().copied().collect();
        let mut has_grown = false;
        for def in &lost {
            if renamed.contains_key(def.name.as_str()) {
                continue;
            }
            if let Some(Vote::For(name)) = votes.get(def.name.as_str())
                && old.def(name).is_none()
                && let Some(candidate) = new.def(name)
                && is_similar(def, candidate, &renamed)
                && taken.insert(name)
            {
                renamed.insert(&def.name, name);
                has_grown = true;
            }
        }
        if !has_grown {
            return renamed;
        }
    }
}

/// The name that places of use have now.
enum Vote<'a> {
    For(&'a str),
    Several,
}

/// Counts what stands for a type at one of its places. A place that is gone says nothing.
fn vote<'a>(votes: &mut HashMap<&'a str, Vote<'a>>, from: &'a Type, to: Option<&'a Type>) {
    let (Some(name), Some(to)) = (from.names().first().copied(), to) else { return };
    let target = to.names().first().copied().filter(|_| wrappers(from) == wrappers(to));
    vote_name(votes, name, target);
}

fn vote_name<'a>(votes: &mut HashMap<&'a str, Vote<'a>>, name: &'a str, target: Option<&'a str>) {
    let vote = match (votes.get(name), target) {
        (None, Some(target)) => Vote::For(target),
        (Some(Vote::For(other)), Some(target)) if *other == target => Vote::For(target),
        _ => Vote::Several,
    };
    votes.insert(name, vote);
}

/// Returns the shape of a type around the name in it; boxes follow from other types.
fn wrappers(ty: &Type) -> String {
    match ty {
        Type::List(inner) => format!("list {}", wrappers(inner)),
        Type::Map(inner) => format!("map {}", wrappers(inner)),
        Type::OneOrMany(inner) => format!("one or many {}", wrappers(inner)),
        Type::Nullable(inner) => format!("nullable {}", wrappers(inner)),
        Type::Boxed(inner) => wrappers(inner),
        Type::Named(_) => "named".to_owned(),
        _ => "plain".to_owned(),
    }
}

type Place<'a> = (&'a Type, Option<&'a Type>);

/// Returns the types that an operation mentions, with those at the same places now.
fn slots<'a>(old: &'a Operation, new: &'a Operation) -> Vec<Place<'a>> {
    let mut places: Vec<Place<'a>> = Vec::new();
    for param in &old.params {
        let same = new.params.iter().find(|it| it.field.wire == param.field.wire);
        places.push((&param.field.ty, same.map(|it| &it.field.ty)));
    }
    if let (Response::Payload(from), Response::Payload(to)) = (&old.response, &new.response) {
        places.push((from, Some(to)));
    }
    places
}

/// Returns the types in a type, with those at the same places now.
fn parts<'a>(old: &'a TypeDef, new: &'a TypeDef) -> Vec<Place<'a>> {
    match (&old.kind, &new.kind) {
        (TypeKind::Struct(from), TypeKind::Struct(to)) => {
            let to: HashMap<&str, &Type> =
                to.iter().map(|field| (field.wire.as_str(), &field.ty)).collect();
            let places = from.iter().map(|it| (&it.ty, to.get(it.wire.as_str()).copied()));
            places.collect()
        }
        (TypeKind::Envelope(Some(from)), TypeKind::Envelope(Some(to))) => vec![(from, Some(to))],
        (TypeKind::Union(from), TypeKind::Union(to)) => {
            let lost: Vec<&Type> = from.iter().filter(|branch| !to.contains(branch)).collect();
            let gained: Vec<&Type> = to.iter().filter(|branch| !from.contains(branch)).collect();
            match lost.len() == gained.len() {
                true => lost.into_iter().zip(gained.into_iter().map(Some)).collect(),
                false => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// Returns whether two types have at least half of their parts in common.
fn is_similar(old: &TypeDef, new: &TypeDef, renamed: &HashMap<&str, &str>) -> bool {
    let half = |old: Vec<&str>, new: Vec<&str>| {
        let common = old.iter().filter(|name| new.contains(name)).count();
        common * 2 >= old.len().max(new.len())
    };
    match (&old.kind, &new.kind) {
        (TypeKind::Struct(old), TypeKind::Struct(new)) => half(
            old.iter().map(|field| field.wire.as_str()).collect(),
            new.iter().map(|field| field.wire.as_str()).collect(),
        ),
        (TypeKind::Enum(old), TypeKind::Enum(new)) => half(
            old.values.iter().map(|value| value.wire.as_str()).collect(),
            new.values.iter().map(|value| value.wire.as_str()).collect(),
        ),
        (TypeKind::Union(old), TypeKind::Union(new)) => {
            let common = old.iter().filter(|it| new.contains(&translate(renamed, it))).count();
            common * 2 >= old.len().max(new.len())
        }
        (TypeKind::Envelope(_), TypeKind::Envelope(_)) => true,
        (TypeKind::FreeForm, TypeKind::FreeForm) => true,
        _ => false,
    }
}
