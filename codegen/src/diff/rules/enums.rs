//! Rules for the values of enums.

use std::collections::HashMap;

use super::table as rules;
use super::table::Rule;
use super::words::{codes, differ, list};
use crate::api::{Enum, Value};
use crate::diagnostics::Pointer;
use crate::diff::{Change, Kind, Subject};
use crate::render::names::variant;

/// Compares the values of an enum; their order means nothing.
pub(super) fn values(
    (subject, at): (&Subject, &str),
    old: &Enum,
    new: &Enum,
    pointer: &Pointer,
    found: &mut Vec<Change>,
) {
    let by_wire = |values: &'_ Enum| -> HashMap<String, usize> {
        let values = values.values.iter().enumerate();
        values.map(|(index, value)| (value.wire.clone(), index)).collect()
    };
    let (before, after) = (by_wire(old), by_wire(new));
    let lost: Vec<&Value> =
        old.values.iter().filter(|value| !after.contains_key(&value.wire)).collect();
    let gained: Vec<&Value> =
        new.values.iter().filter(|value| !before.contains_key(&value.wire)).collect();
    if !lost.is_empty() {
        let arrive: Vec<String> =
            lost.iter().map(|value| format!("`Unknown(\"{}\")`", value.wire)).collect();
        let message = format!(
            "`{at}` loses {}: {} in a response {} {}",
            codes(lost.iter().map(|value| variant(value))),
            codes(lost.iter().map(|value| &value.wire)),
            if lost.len() == 1 { "arrives as" } else { "arrive as" },
            list(&arrive),
        );
        let to = (subject, at);
        let change = Change::new(&rules::VARIANT_REMOVED, Kind::Removed, to, message, pointer);
        found.push(change.was(wires(&lost)));
    }
    if !gained.is_empty() {
        let message = format!(
            "`{at}` gains {}, matched as `Unknown` before",
            codes(gained.iter().map(|value| variant(value))),
        );
        let to = (subject, at);
        let change = Change::new(&rules::VARIANT_ADDED, Kind::Added, to, message, pointer);
        found.push(change.becomes(wires(&gained)));
    }
    let mut turned: Vec<&Value> = Vec::new();
    for value in &new.values {
        let same = before.get(&value.wire).and_then(|index| old.values.get(*index));
        if let Some(same) = same {
            value_of((subject, at), same, value, pointer, found);
            if same.number.is_some() != value.number.is_some() {
                turned.push(value);
            }
        }
    }
    if !turned.is_empty() {
        let is_number = turned.iter().all(|value| value.number.is_some());
        let (from, to) = if is_number { ("strings", "numbers") } else { ("numbers", "strings") };
        let names = codes(turned.iter().map(|value| variant(value)));
        let message = format!("{names} of `{at}` are {to} on the wire instead of {from}");
        let to_type = (subject, at);
        let change = Change::new(&rules::ENUM_WIRE, Kind::Changed, to_type, message, pointer);
        found.push(change.was(from).becomes(to));
    }
}

fn wires(values: &[&Value]) -> String {
    list(&values.iter().map(|value| value.wire.as_str()).collect::<Vec<_>>())
}

fn value_of(
    (subject, at): (&Subject, &str),
    old: &Value,
    new: &Value,
    pointer: &Pointer,
    found: &mut Vec<Change>,
) {
    let (before, after) = (variant(old), variant(new));
    let mut add = |rule: &Rule, kind, at: String, message: String, old: &str, new: &str| {
        let change = Change::new(rule, kind, (subject, at), message, pointer);
        found.push(change.was(old).becomes(new).same_wire());
    };
    if before != after {
        let message = format!("variant `{before}` of `{at}` is renamed `{after}`");
        let path = format!("{at}::{before}");
        add(&rules::VARIANT_RENAMED, Kind::Renamed, path, message, &before, &after);
    }
    let path = format!("{at}::{after}");
    if differ(&old.description, &new.description) {
        let message = format!("`{path}` has a reworded description");
        add(&rules::TEXT, Kind::Changed, path, message, &old.description, &new.description);
    }
}
