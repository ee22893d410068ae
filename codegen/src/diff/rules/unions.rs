//! Rules for the branches of unions.

use std::collections::BTreeSet;

use super::pairs::Pairs;
use super::side::Side;
use super::table as rules;
use super::table::Rule;
use super::words::{codes, list};
use crate::api::{Discriminator, Field, Type, TypeDef, TypeKind};
use crate::diff::{Change, Kind, Subject};

/// Compares the branches of a union.
pub(super) fn branches(
    pairs: &Pairs<'_>,
    (old, from): (&TypeDef, &[Type]),
    (new, to): (&TypeDef, &[Type]),
    found: &mut Vec<Change>,
) {
    let subject = Subject::Type(new.name.clone());
    let at = pairs.new.rust(&new.name);
    let name = |ty: &Type| pairs.new.version.names.branch(ty);
    let change = |rule: &Rule, kind, message: String| {
        Change::new(rule, kind, (&subject, at), message, &new.pointer.at("oneOf"))
    };
    let before: Vec<Type> = from.iter().map(|ty| pairs.translate(ty)).collect();
    for (index, ty) in before.iter().enumerate().filter(|(_, ty)| !to.contains(ty)) {
        // The variant has the name that it had.
        let lost =
            from.get(index).map_or_else(|| name(ty), |ty| pairs.old.version.names.branch(ty));
        let message = format!("`{at}` loses `{lost}`");
        found.push(change(&rules::BRANCH_REMOVED, Kind::Removed, message).was(lost));
    }
    for ty in to.iter().filter(|ty| !before.contains(ty)) {
        let gained = name(ty);
        let takers: Vec<String> =
            before.iter().filter(|other| takes(&pairs.new, other, ty)).map(&name).collect();
        let was = match takers.is_empty() {
            true => "such values were `Other` before".to_owned(),
            false => format!("such values were {} before, or `Other`", codes(&takers)),
        };
        let message = format!("`{at}` gains `{gained}`; {was}");
        found.push(change(&rules::BRANCH_ADDED, Kind::Added, message).becomes(&*gained));
        if !takers.is_empty() {
            let message = format!(
                "values that arrive as {} of `{at}` may arrive as `{gained}`",
                codes(&takers)
            );
            let change = change(&rules::BRANCH_OVERLAP, Kind::Changed, message);
            found.push(change.was(list(&takers)).becomes(gained));
        }
    }
    let shared = |branches: &[Type], others: &[Type]| -> Vec<Type> {
        branches.iter().filter(|ty| others.contains(ty)).cloned().collect()
    };
    let (ordered, reordered) = (shared(&before, to), shared(to, &before));
    if let Some((one, other)) = tie(&pairs.new, new, &ordered, &reordered) {
        let names = |branches: &[Type]| list(&branches.iter().map(&name).collect::<Vec<_>>());
        let message = format!(
            "branches of `{at}` are in a different order, and a value can fit `{}` and `{}` equally \
             well",
            name(one),
            name(other)
        );
        let change = change(&rules::BRANCH_ORDER, Kind::Changed, message);
        found.push(change.was(names(&ordered)).becomes(names(&reordered)));
    }
    let shared: Vec<&str> = ordered.iter().flat_map(Type::names).collect();
    let words = |it: Option<&Discriminator>, is_old: bool| {
        it.map(|it| words(pairs, it, is_old, &shared)).unwrap_or_else(|| "none".into())
    };
    let old = words(old.discriminator.as_ref(), true);
    let new_words = words(new.discriminator.as_ref(), false);
    if old != new_words {
        let message = format!("the branch of `{at}` is selected by {new_words} instead of {old}");
        let change = change(&rules::DISCRIMINATOR, Kind::Changed, message);
        found.push(change.was(old).becomes(new_words));
    }
}

/// Returns a discriminator in words; its values have no order. The values of branches that come and go
/// are a part of those.
fn words(pairs: &Pairs<'_>, it: &Discriminator, is_old: bool, shared: &[&str]) -> String {
    let name = |name: &str| if is_old { pairs.name(name).to_owned() } else { name.to_owned() };
    let branches = it.branches.iter().map(|(value, branch)| (value, name(branch)));
    let branches = branches.filter(|(_, branch)| shared.contains(&branch.as_str()));
    let branches: BTreeSet<String> =
        branches.map(|(value, branch)| format!("{value}: {branch}")).collect();
    let branches: Vec<String> = branches.into_iter().collect();
    format!("`{}` ({})", it.field, branches.join(", "))
}

/// The JSON types that distinguish branches.
#[derive(Clone, Copy)]
enum Json<'a> {
    Text,
    Number,
    Boolean,
    List,
    Object(Option<&'a [Field]>),
}

impl<'a> Json<'a> {
    fn of(side: &Side<'a>, ty: &Type) -> Self {
        match ty {
            Type::Text | Type::Secret | Type::Timestamp => Self::Text,
            Type::Integer | Type::Number => Self::Number,
            Type::Boolean => Self::Boolean,
            Type::List(_) => Self::List,
            Type::Boxed(inner) => Self::of(side, inner),
            Type::Named(name) => match side.def(name).map(|def| &def.kind) {
                Some(TypeKind::Enum(_)) => Self::Text,
                Some(TypeKind::Struct(fields)) => Self::Object(Some(fields)),
                _ => Self::Object(None),
            },
            _ => Self::Object(None),
        }
    }

    fn is_same_kind(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// Returns whether `branch` took values that are now of the type `new`.
fn takes(side: &Side<'_>, branch: &Type, new: &Type) -> bool {
    match (Json::of(side, branch), Json::of(side, new)) {
        (Json::Object(Some(branch)), Json::Object(Some(new))) => {
            let shared = |field: &&Field| new.iter().any(|it| it.wire == field.wire);
            let required = branch.iter().filter(|field| field.required);
            branch.iter().any(|field| shared(&field)) && required.clone().all(|it| shared(&it))
        }
        // A free-form object takes what fits no struct.
        (Json::Object(None), Json::Object(_)) => true,
        (Json::Object(_), Json::Object(None)) => false,
        (branch, new) => branch.is_same_kind(new),
    }
}

/// Returns two branches that are in another order and that one value fits equally well.
fn tie<'t>(
    side: &Side<'_>,
    union: &TypeDef,
    old: &[Type],
    new: &'t [Type],
) -> Option<(&'t Type, &'t Type)> {
    if old == new {
        return None;
    }
    let position = |ty: &Type| old.iter().position(|it| it == ty);
    let pairs = new
        .iter()
        .enumerate()
        .flat_map(|(index, one)| new.iter().skip(index + 1).map(move |other| (one, other)));
    let mut swapped = pairs.filter(|(one, other)| position(one) > position(other));
    swapped.find(|(one, other)| !is_selected(union, one, other) && fits_both(side, one, other))
}

/// Returns whether the field beside the union tells two branches apart.
fn is_selected(union: &TypeDef, one: &Type, other: &Type) -> bool {
    let selects = |ty: &Type, by: &Discriminator| {
        ty.names().iter().any(|name| by.branches.iter().any(|(_, branch)| branch == name))
    };
    union.discriminator.as_ref().is_some_and(|by| selects(one, by) && selects(other, by))
}

/// Returns whether one value can fit two branches equally well.
fn fits_both(side: &Side<'_>, one: &Type, other: &Type) -> bool {
    match (Json::of(side, one), Json::of(side, other)) {
        (Json::Object(Some(one)), Json::Object(Some(other))) => {
            let has = |fields: &[Field], wire: &str| fields.iter().any(|it| it.wire == wire);
            let complete = |fields: &[Field], others: &[Field]| {
                fields.iter().filter(|it| it.required).all(|it| has(others, &it.wire))
            };
            one.iter().any(|field| has(other, &field.wire))
                && complete(one, other)
                && complete(other, one)
        }
        (Json::Object(one), Json::Object(other)) => one.is_none() && other.is_none(),
        (one, other) => one.is_same_kind(other),
    }
}
