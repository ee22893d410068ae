//! Rules for facts of a field that leave its type as it is.

use super::limits::limits;
use super::structs::{Part, Struct};
use super::table as rules;
use super::table::Rule;
use super::words::{codes, differ, json};
use crate::api::{Availability, Field, Type};
use crate::diff::{Change, Kind};

/// Compares the facts of a field other than its name, its type and whether it is required.
pub(super) fn details(it: &Struct<'_>, old: &Part<'_>, new: &Part<'_>, found: &mut Vec<Change>) {
    let at = it.at(new);
    let mut report = |rule: &Rule, message: String, values: Option<(String, String)>| {
        let subject = (&it.subject, at.clone());
        let change = Change::new(rule, Kind::Changed, subject, message, &new.field.pointer);
        let mut change = change.used_by(&it.uses);
        if let Some((old, new)) = values {
            change = change.was(old).becomes(new);
        }
        found.push(match rule.id {
            id if [rules::FIELD_WIRE, rules::DEFAULT, rules::LIMIT_TIGHTER, rules::LIMIT_WIDER]
                .iter()
                .any(|rule| rule.id == id) =>
            {
                change
            }
            _ => change.same_wire(),
        });
    };
    let (before, after) = (old.field, new.field);
    if old.in_path != new.in_path {
        let place = |in_path: bool| if in_path { "the path" } else { "the query" };
        let message = format!("`{at}` is sent in {}", place(new.in_path));
        let values = (place(old.in_path).to_owned(), place(new.in_path).to_owned());
        report(&rules::PARAMETER_PLACE, message, Some(values));
    }
    // The type of a text shows the change.
    if before.secret != after.secret && !is_secret(&before.ty) && !is_secret(&after.ty) {
        let does = if after.secret { "hides" } else { "shows" };
        report(&rules::SECRET, format!("`Debug` output {does} `{at}`"), None);
    }
    if before.identifying != after.identifying {
        let is = if after.identifying { "is an error" } else { "is decoded with an empty value" };
        report(&rules::IDENTIFYING, format!("a response without `{at}` {is}"), None);
    }
    if sorted(&before.aliases) != sorted(&after.aliases) && !keeps_name(before, after) {
        let message = match after.aliases.is_empty() {
            true => format!("`{at}` is filled by its own name alone"),
            false => format!("`{at}` is also filled by {}", codes(&after.aliases)),
        };
        let values = (before.aliases.join(", "), after.aliases.join(", "));
        report(&rules::ALIASES, message, Some(values));
    }
    match (before.deprecated, after.deprecated) {
        (false, true) => report(
            &rules::FIELD_DEPRECATED,
            format!("`{at}` is deprecated: its uses warn, and fail with `-D warnings`"),
            None,
        ),
        (true, false) => {
            report(&rules::UNDEPRECATED, format!("`{at}` is no longer deprecated"), None);
        }
        _ if before.replaced_by != after.replaced_by => {
            let values = (text(&before.replaced_by), text(&after.replaced_by));
            let message = format!("`{at}` names a different field to use instead");
            report(&rules::REPLACEMENT, message, Some(values));
        }
        _ => {}
    }
    if differ(&before.description, &after.description) {
        let values = (before.description.clone(), after.description.clone());
        report(&rules::TEXT, format!("`{at}` has a reworded description"), Some(values));
    }
    let examples = |part: &Part<'_>| match part.schema.map(|schema| schema.examples.as_slice()) {
        Some(examples) if !examples.is_empty() => examples.to_vec(),
        _ => part.field.example.iter().cloned().collect(),
    };
    let (shown_before, shown) = (examples(old), examples(new));
    if shown_before != shown {
        let words =
            |shown: &[serde_json::Value]| shown.iter().map(json).collect::<Vec<_>>().join(", ");
        let message = match (shown_before.is_empty(), shown.is_empty()) {
            (false, true) => format!("`{at}` loses its example"),
            (true, false) => format!("`{at}` gains an example"),
            _ => format!("the example of `{at}` changes"),
        };
        report(&rules::EXAMPLE, message, Some((words(&shown_before), words(&shown))));
    }
    if before.availability != after.availability {
        let message = format!("`{at}` is offered by {}", brands(after.availability));
        let values = (brands(before.availability), brands(after.availability));
        report(&rules::AVAILABILITY, message, Some(values));
    }
    // Another type has other limits.
    if core(&before.ty) == core(&after.ty) {
        // Nothing rejects a response.
        let mut of_value = |rule: &Rule, message: String, values: Option<(String, String)>| {
            let is_checked = it.is_requested
                || ![rules::DEFAULT, rules::LIMIT_TIGHTER, rules::LIMIT_WIDER].contains(rule);
            report(if is_checked { rule } else { &rules::RESPONSE_VALUE }, message, values);
        };
        limits(&at, old, new, &mut of_value);
    }
}

/// Returns the kind of the innermost values of a type.
fn core(ty: &Type) -> std::mem::Discriminant<Type> {
    match ty {
        Type::List(inner)
        | Type::Map(inner)
        | Type::OneOrMany(inner)
        | Type::Nullable(inner)
        | Type::Boxed(inner) => core(inner),
        Type::Secret => std::mem::discriminant(&Type::Text),
        other => std::mem::discriminant(other),
    }
}

fn is_secret(ty: &Type) -> bool {
    match ty {
        Type::Secret => true,
        Type::List(inner)
        | Type::Map(inner)
        | Type::OneOrMany(inner)
        | Type::Nullable(inner)
        | Type::Boxed(inner) => is_secret(inner),
        _ => false,
    }
}

/// Returns whether a renamed field is also filled by its old name.
pub(super) fn keeps_name(old: &Field, new: &Field) -> bool {
    let mut names = old.aliases.clone();
    names.push(old.wire.clone());
    old.wire != new.wire && sorted(&names) == sorted(&new.aliases)
}

fn sorted(names: &[String]) -> Vec<&String> {
    let mut names: Vec<&String> = names.iter().collect();
    names.sort_unstable();
    names
}

fn text(name: &Option<String>) -> String {
    name.clone().unwrap_or_default()
}

/// Returns the brands that offer a field.
fn brands(availability: Option<Availability>) -> String {
    availability.map_or("the brands of the operation".to_owned(), brands_of)
}

/// Returns the brands that offer something.
pub(super) fn brands_of(availability: Availability) -> String {
    let brands = [(availability.authing, "Authing"), (availability.genauth, "GenAuth")];
    let offering: Vec<&str> = brands.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    if offering.is_empty() { "no brand".to_owned() } else { offering.join(" and ") }
}
