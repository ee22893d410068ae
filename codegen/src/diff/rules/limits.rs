//! Rules for limits, defaults and other facts of values.

use std::cmp::Ordering;

use serde_json::Value;

use super::structs::Part;
use super::table as rules;
use super::table::Rule;
use super::words::json;
use crate::document::{Additional, Schema};

type Report<'r> = dyn FnMut(&Rule, String, Option<(String, String)>) + 'r;

/// Compares the limits of a field and of its items.
pub(super) fn limits(at: &str, old: &Part<'_>, new: &Part<'_>, report: &mut Report<'_>) {
    if let (Some(old), Some(new)) = (old.schema, new.schema) {
        schema(&format!("`{at}`"), old, new, report);
    }
    fact(&rules::UNIT, "unit", at, old.unit, new.unit, report);
    let (old, new) = (old.documented_values, new.documented_values);
    if old.map(known) != new.map(known) {
        let values = (old.map(known).unwrap_or_default(), new.map(known).unwrap_or_default());
        report(&rules::KNOWN_VALUES, format!("`{at}` has other known values"), Some(values));
    }
}

fn schema(at: &str, old: &Schema, new: &Schema, report: &mut Report<'_>) {
    let name = at.trim_matches('`');
    if old.default != new.default {
        let words = |value: &Option<Value>| value.as_ref().map_or("none".to_owned(), json);
        let (before, after) = (words(&old.default), words(&new.default));
        let message = format!("the default of {at} changes from {before} to {after}");
        report(&rules::DEFAULT, message, Some((plain(&before), plain(&after))));
    }
    let least = [
        (
            "the minimum",
            old.minimum.as_ref().and_then(number),
            new.minimum.as_ref().and_then(number),
        ),
        ("the minimum length", count(old.min_length), count(new.min_length)),
        ("the minimum number of items", count(old.min_items), count(new.min_items)),
    ];
    for (what, old, new) in least {
        limit(what, at, old, new, false, report);
    }
    let most = [
        (
            "the maximum",
            old.maximum.as_ref().and_then(number),
            new.maximum.as_ref().and_then(number),
        ),
        ("the maximum length", count(old.max_length), count(new.max_length)),
        ("the maximum number of items", count(old.max_items), count(new.max_items)),
    ];
    for (what, old, new) in most {
        limit(what, at, old, new, true, report);
    }
    fact(&rules::FORMAT, "format", name, old.format.as_deref(), new.format.as_deref(), report);
    let media = |it: &Schema| it.content_media_type.clone();
    fact(&rules::FORMAT, "media type", name, media(old).as_deref(), media(new).as_deref(), report);
    fact(&rules::UNIT, "unit", name, old.unit.as_deref(), new.unit.as_deref(), report);
    let seconds = |it: &Schema| it.lifetime_seconds.map(|it| format!("{it} seconds"));
    let (before, after) = (seconds(old), seconds(new));
    fact(&rules::LIFETIME, "lifetime", name, before.as_deref(), after.as_deref(), report);
    for (old, new, what) in [
        (&old.required_when, &new.required_when, "required"),
        (&old.present_when, &new.present_when, "present"),
    ] {
        if old != new {
            let words = |when: &Option<Value>| when.as_ref().map_or("none".to_owned(), json);
            let message = format!("{at} is {what} under a different condition");
            report(&rules::CONDITION, message, Some((words(old), words(new))));
        }
    }
    let (before, after) = (&old.documented_values, &new.documented_values);
    if before.as_ref().map(known) != after.as_ref().map(known) {
        let words = |values: &Option<Value>| values.as_ref().map(known).unwrap_or_default();
        let values = Some((words(before), words(after)));
        report(&rules::KNOWN_VALUES, format!("{at} has other known values"), values);
    }
    if let (Some(old), Some(new)) = (&old.items, &new.items) {
        schema(&format!("the items of {at}"), old, new, report);
    }
    if let (Some(Additional::Schema(old)), Some(Additional::Schema(new))) =
        (&old.additional_properties, &new.additional_properties)
    {
        schema(&format!("the values of {at}"), old, new, report);
    }
}

/// Compares a limit; one that is absent is the widest.
fn limit(
    what: &str,
    at: &str,
    old: Option<f64>,
    new: Option<f64>,
    is_upper: bool,
    report: &mut Report<'_>,
) {
    let grows = match (old, new) {
        (None, None) => return,
        (None, Some(_)) => !is_upper,
        (Some(_), None) => is_upper,
        (Some(old), Some(new)) => match old.partial_cmp(&new) {
            Some(Ordering::Less) => true,
            Some(Ordering::Greater) => false,
            _ => return,
        },
    };
    let words = |value: Option<f64>| value.map_or("none".to_owned(), |value| value.to_string());
    let (before, after) = (words(old), words(new));
    let (rule, becomes) = match grows == is_upper {
        true => (&rules::LIMIT_WIDER, "wider"),
        false => (&rules::LIMIT_TIGHTER, "tighter"),
    };
    let message = format!("{what} of {at} changes from {before} to {after}: {becomes}");
    report(rule, message, Some((before, after)));
}

fn fact(
    rule: &Rule,
    what: &str,
    at: &str,
    old: Option<&str>,
    new: Option<&str>,
    report: &mut Report<'_>,
) {
    // They say how many bits Rust uses, which is always the same.
    let known =
        |it: Option<&str>| it.filter(|it| !matches!(*it, "int64" | "double")).map(str::to_owned);
    let (old, new) = (known(old), known(new));
    if old != new {
        let words = |it: Option<String>| it.unwrap_or_else(|| "none".to_owned());
        let (old, new) = (words(old), words(new));
        let message = format!("the {what} of `{at}` changes from {old} to {new}");
        report(rule, message, Some((old, new)));
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

fn count(count: Option<u64>) -> Option<f64> {
    // Limits are far below the numbers that `f64` cannot hold.
    count.map(|count| count as f64)
}

/// Returns known values with their meanings, in the order of the values.
fn known(values: &Value) -> String {
    let mut listed: Vec<String> = match values {
        Value::Array(values) => values.iter().map(json).collect(),
        Value::Object(values) => {
            values.iter().map(|(value, meaning)| format!("{value}: {meaning}")).collect()
        }
        other => vec![json(other)],
    };
    listed.sort();
    listed.join(", ")
}

fn plain(code: &str) -> String {
    code.trim_matches('`').to_owned()
}
