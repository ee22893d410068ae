//! Rules for the fields of a struct and the parameters of an operation.

use super::accepts::accepted;
use super::details::{details, keeps_name};
use super::pairs::Pairs;
use super::structs::{Part, Struct, arguments};
use super::table as rules;
use super::words::{code, list};
use crate::api::{Field, Type, TypeKind};
use crate::diagnostics::Pointer;
use crate::diff::{Change, Kind};
use crate::render::names;

/// Compares a struct in both versions.
pub(super) fn fields(pairs: &Pairs<'_>, it: &Struct<'_>, pointer: &Pointer) -> Vec<Change> {
    let mut found = Vec::new();
    let swaps = swaps(pairs, it);
    found.extend(it.removed().map(|part| removed(pairs, it, part, swaps)));
    found.extend(it.added().map(|part| added(pairs, it, part, swaps)));
    for (old, new) in it.pairs() {
        found.extend(name(it, old, new));
        found.extend(ty(pairs, it, old, new, swaps));
        details(it, old, new, &mut found);
    }
    found.extend(order(pairs, it, pointer, swaps));
    found
}

fn removed(pairs: &Pairs<'_>, it: &Struct<'_>, part: &Part<'_>, swaps: bool) -> Change {
    let at = format!("{}.{}", it.name, names::field(part.field));
    let arity = it.arity().filter(|_| part.field.required);
    let message = and(format!("{} is removed", code(&at)), arity);
    let subject = (&it.subject, at);
    Change::new(&rules::FIELD_REMOVED, Kind::Removed, subject, message, &part.field.pointer)
        .was(pairs.old.version.names.field_type(part.field))
        .used_by(&it.uses)
        .note_if(part.field.deprecated, "deprecated before")
        .note_if(swaps && part.field.required, SWAPS)
}

/// The remark that calls of `new` compile with values in other fields.
const SWAPS: &str = "compiles and swaps";

fn added(pairs: &Pairs<'_>, it: &Struct<'_>, part: &Part<'_>, swaps: bool) -> Change {
    let field = part.field;
    let ty = pairs.new.version.names.field_type(field);
    let gains = format!("`{}` gains `{}: {ty}`", it.name, names::field(field));
    let to = (&it.subject, it.at(part));
    let new = |rule, message| {
        Change::new(rule, Kind::Added, to.clone(), message, &field.pointer)
            .becomes(ty.clone())
            .used_by(&it.uses)
    };
    if !field.required {
        return new(&rules::FIELD_ADDED, gains);
    }
    match it.arity() {
        Some(arity) => new(&rules::FIELD_ADDED_REQUIRED, format!("{arity}: {gains}")),
        // A required field takes the position of another one.
        None if !it.has_setters_only() => {
            let message = format!("`{}::new` takes {}: {gains}", it.name, arguments_of(&it.new));
            new(&rules::FIELD_ADDED_REQUIRED, message).note_if(swaps, SWAPS)
        }
        None if it.is_requested => {
            let message = format!("{gains}, without which requests fail before they are sent");
            new(&rules::FIELD_ADDED_REQUIRED, message)
        }
        None => new(&rules::FIELD_ADDED, gains),
    }
}

fn name(it: &Struct<'_>, old: &Part<'_>, new: &Part<'_>) -> Option<Change> {
    let (before, after) = (names::field(old.field), names::field(new.field));
    let is_same_wire = old.field.wire == new.field.wire;
    if before == after && is_same_wire {
        return None;
    }
    let pointer = &new.field.pointer;
    // Placeholders have names for readers alone.
    let is_placeholder = old.in_path && new.in_path;
    if before == after {
        if is_placeholder {
            return None;
        }
        let (old, new) = (&old.field.wire, &new.field.wire);
        let subject = (&it.subject, format!("{}.{after}", it.name));
        let message =
            format!("`{}.{after}` is {} on the wire instead of {}", it.name, code(new), code(old));
        let change = Change::new(&rules::FIELD_WIRE, Kind::Renamed, subject, message, pointer);
        return Some(change.was(old).becomes(new).used_by(&it.uses));
    }
    let subject = (&it.subject, format!("{}.{before}", it.name));
    let message = format!("field `{before}` of `{}` is renamed `{after}`", it.name);
    let change = Change::new(&rules::FIELD_RENAMED, Kind::Renamed, subject, message, pointer)
        .used_by(&it.uses)
        .note_if(keeps_name(old.field, new.field), "responses with the old name still fill it")
        .same_wire_if(is_same_wire || is_placeholder);
    Some(match it.paths {
        // The operations of a path are listed together.
        Some((from, to)) if from != to => change.was(from).becomes(to),
        _ => change.was(before).becomes(after),
    })
}

fn ty(
    pairs: &Pairs<'_>,
    it: &Struct<'_>,
    old: &Part<'_>,
    new: &Part<'_>,
    swaps: bool,
) -> Option<Change> {
    let translated = Field { ty: pairs.translate(&old.field.ty), ..old.field.clone() };
    let is_flip = old.field.required != new.field.required;
    let is_same_type = translated.ty == new.field.ty;
    if is_same_type && !is_flip {
        return None;
    }
    let from = pairs.new.version.names.field_type(&translated);
    let to = pairs.new.version.names.field_type(new.field);
    let at = it.at(new);
    let field = names::field(new.field);
    let consequence = is_flip.then(|| {
        let takes = if new.field.required { "takes" } else { "no longer takes" };
        match (it.has_setters_only(), it.arity()) {
            (false, Some(arity)) => {
                let new = format!("`{}::new` ", it.name);
                match arity.strip_prefix(&new) {
                    Some(goes) => format!("{new}{takes} `{field}` and {goes}"),
                    None => format!("{new}{takes} `{field}`, and {arity}"),
                }
            }
            (false, None) => format!("`{}::new` {takes} `{field}`", it.name),
            (true, _) if new.field.required => {
                format!("requests without `{field}` fail before they are sent")
            }
            (true, _) => format!("requests without `{field}` are sent"),
        }
    });
    let message = and(format!("`{at}` changes from `{from}` to `{to}`"), consequence);
    let rule = if is_same_type { &rules::FIELD_REQUIRED } else { &rules::FIELD_TYPE };
    let same_wire = !is_flip && same_on_wire(pairs, &old.field.ty, &new.field.ty);
    let change = Change::new(rule, Kind::Changed, (&it.subject, at), message, &new.field.pointer)
        .was(from)
        .becomes(to)
        .used_by(&it.uses)
        .same_wire_if(same_wire)
        .note_if(is_flip && swaps, SWAPS);
    Some(change.note_if(has_gained_box(&old.field.ty, &new.field.ty), "closes a circle of types"))
}

fn has_gained_box(old: &Type, new: &Type) -> bool {
    fn is_boxed(ty: &Type) -> bool {
        match ty {
            Type::Boxed(_) => true,
            Type::Nullable(inner) | Type::OneOrMany(inner) => is_boxed(inner),
            _ => false,
        }
    }
    !is_boxed(old) && is_boxed(new)
}

/// Returns whether two types have the same JSON.
fn same_on_wire(pairs: &Pairs<'_>, old: &Type, new: &Type) -> bool {
    let (old, new) = match (old, new) {
        (Type::Boxed(old), new) => return same_on_wire(pairs, old, new),
        (old, Type::Boxed(new)) => return same_on_wire(pairs, old, new),
        (Type::List(old), Type::List(new))
        | (Type::Map(old), Type::Map(new))
        | (Type::OneOrMany(old), Type::OneOrMany(new))
        | (Type::Nullable(old), Type::Nullable(new)) => return same_on_wire(pairs, old, new),
        (old, new) => (old, new),
    };
    let is_text = |ty: &Type, side: &super::side::Side<'_>| match ty {
        Type::Text | Type::Secret | Type::Timestamp => true,
        Type::Named(name) => match side.def(name).map(|def| &def.kind) {
            Some(TypeKind::Enum(it)) => it.values.iter().all(|value| value.number.is_none()),
            _ => false,
        },
        _ => false,
    };
    pairs.translate(old) == *new || is_text(old, &pairs.old) && is_text(new, &pairs.new)
}

/// Returns whether calls of `new` compile in both versions and yet fill other fields.
fn swaps(pairs: &Pairs<'_>, it: &Struct<'_>) -> bool {
    let (Some(old), Some(new)) = (arguments(&it.old), arguments(&it.new)) else { return false };
    let is_same = |old: &Part<'_>, new: &Part<'_>| {
        it.pairs()
            .any(|(from, to)| from.field.wire == old.field.wire && to.field.wire == new.field.wire)
    };
    let mut both = old.iter().zip(&new);
    let fits = |old: &Part<'_>, new: &Part<'_>| {
        let before = accepted(&pairs.new, &pairs.translate(&old.field.ty));
        !before.is_disjoint(&accepted(&pairs.new, &new.field.ty))
    };
    old.len() == new.len()
        && both.clone().any(|(old, new)| !is_same(old, new))
        && both.all(|(old, new)| fits(old, new))
}

/// Finds that `new` takes the fields that were and are required in another order.
fn order(pairs: &Pairs<'_>, it: &Struct<'_>, pointer: &Pointer, swaps: bool) -> Option<Change> {
    let states = |side: &super::side::Side<'_>| side.version.states.order;
    if !states(&pairs.old) || !states(&pairs.new) {
        return None;
    }
    let (old, new) = (arguments(&it.old)?, arguments(&it.new)?);
    let common: Vec<(&Part<'_>, &Part<'_>)> =
        it.pairs().filter(|(old, new)| old.field.required && new.field.required).collect();
    let position = |parts: &[&Part<'_>], part: &Part<'_>| {
        parts.iter().position(|it| it.field.wire == part.field.wire)
    };
    let mut by_old = common.clone();
    by_old.sort_by_key(|(part, _)| position(&old, part));
    let mut by_new = common;
    by_new.sort_by_key(|(_, part)| position(&new, part));
    let wires = |pairs: &[(&Part<'_>, &Part<'_>)]| -> Vec<String> {
        pairs.iter().map(|(_, part)| part.field.wire.clone()).collect()
    };
    if wires(&by_old) == wires(&by_new) {
        return None;
    }
    let moved = by_new.iter().filter_map(|(before, after)| {
        let (from, to) = (position(&old, before)?, position(&new, after)?);
        let name = code(names::field(after.field));
        (from != to).then(|| format!("{name} from position {} to {}", from + 1, to + 1))
    });
    let (from, to) = (arguments_of(&it.old), arguments_of(&it.new));
    let message = format!(
        "`{}::new` takes {to} instead of {from}: {}",
        it.name,
        list(&moved.collect::<Vec<_>>())
    );
    let subject = (&it.subject, format!("{}::new", it.name));
    let change = Change::new(&rules::NEW_ORDER, Kind::Changed, subject, message, pointer)
        .was(from.replace('`', ""))
        .becomes(to.replace('`', ""))
        .used_by(&it.uses)
        .same_wire();
    Some(change.note_if(swaps, SWAPS))
}

/// Returns the arguments of `new`, as code.
fn arguments_of(parts: &[Part<'_>]) -> String {
    let arguments = arguments(parts).unwrap_or_default();
    super::words::codes(arguments.iter().map(|part| names::field(part.field)))
}

/// Returns a sentence with its consequence.
pub(super) fn and(sentence: String, consequence: Option<String>) -> String {
    match consequence {
        Some(consequence) => format!("{sentence}, and {consequence}"),
        None => sentence,
    }
}
