//! Error recovery: reports every value that does not fit its type and replaces it, so that one run
//! finds all problems. A misspelled keyword becomes the intended one; other values are left out.

use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use super::super::suggest::{closest, did_you_mean};
use super::shape::{self, Holds, Misfit, Shape, inside};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};

/// The number of repairs of one part, not counting nested parts, before it is given up.
const PATIENCE: usize = 64;

/// Reads a part of the spec.
pub(super) fn part<T: DeserializeOwned>(
    shape: Shape,
    mut value: Value,
    pointer: &Pointer,
    found: &mut Diagnostics,
) -> Option<T> {
    // The first attempt does not track paths, which costs more than deserializing.
    if let Ok(read) = T::deserialize(&value) {
        return Some(read);
    }
    quote_keys(&mut value, pointer, found);
    match repair(shape, &mut value, pointer, found) {
        true => T::deserialize(&value).ok(),
        false => None,
    }
}

/// Reads a value without nested parts.
pub(super) fn simple<T: DeserializeOwned>(
    mut value: Value,
    pointer: &Pointer,
    found: &mut Diagnostics,
) -> Option<T> {
    if let Ok(read) = T::deserialize(&value) {
        return Some(read);
    }
    quote_keys(&mut value, pointer, found);
    match settle(&mut value, pointer, found, shape::fits::<T>) {
        true => T::deserialize(&value).ok(),
        false => None,
    }
}

/// Turns keys that are not strings, such as numbers, into the intended strings.
fn quote_keys(value: &mut Value, pointer: &Pointer, found: &mut Diagnostics) {
    match value {
        Value::Mapping(mapping) => {
            if mapping.keys().any(|key| !key.is_string()) {
                for (key, value) in std::mem::take(mapping) {
                    mapping.insert(Value::String(quoted(key, pointer, found)), value);
                }
            }
            for (key, value) in mapping {
                if matches!(value, Value::Mapping(_) | Value::Sequence(_)) {
                    quote_keys(value, &pointer.at(key.as_str().unwrap_or_default()), found);
                }
            }
        }
        Value::Sequence(items) => {
            for (index, value) in items.iter_mut().enumerate() {
                if matches!(value, Value::Mapping(_) | Value::Sequence(_)) {
                    quote_keys(value, &pointer.at(index.to_string()), found);
                }
            }
        }
        _ => {}
    }
}

/// Returns a key as the intended string.
pub(super) fn quoted(key: Value, pointer: &Pointer, found: &mut Diagnostics) -> String {
    let (text, kind) = match key {
        Value::String(text) => return text,
        Value::Number(number) => (number.to_string(), "a number"),
        Value::Bool(value) => (value.to_string(), "a boolean"),
        Value::Null => ("null".to_owned(), "`null`"),
        _ => (String::from("[…]"), "a list or a mapping"),
    };
    found.push(Diagnostic::new(
        "wrong-shape",
        pointer.at(&text),
        format!("the key `{text}` is {kind}; keys are strings"),
        format!("put the key in quotes: `\"{text}\":`"),
    ));
    text
}

/// Repairs a value, nested parts first. Returns whether it fits now.
fn repair(shape: Shape, value: &mut Value, pointer: &Pointer, found: &mut Diagnostics) -> bool {
    for (keyword, holds, part) in shape.parts() {
        let Value::Mapping(mapping) = value else { break };
        let Some(held) = mapping.get_mut(*keyword) else { continue };
        let pointer = pointer.at(*keyword);
        let list = &pointer;
        let mut read = |value: &mut Value, pointer: &Pointer| {
            if !repair(*part, value, pointer, found) {
                *value = part.blank();
                if *part == Shape::Parameter {
                    // The path can refer to this one.
                    found.mark_unreliable(list.clone());
                }
            }
        };
        match (holds, held) {
            // `additionalProperties` can be a boolean.
            (Holds::One, Value::Bool(_)) => {}
            (Holds::One, value) => read(value, &pointer),
            (Holds::List, Value::Sequence(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    read(item, &pointer.at(index.to_string()));
                }
            }
            (Holds::Named, Value::Mapping(named)) => {
                for (name, value) in named {
                    read(value, &pointer.at(name.as_str().unwrap_or_default()));
                }
            }
            // A value of another kind is reported when the whole is read.
            _ => {}
        }
        // Pagination has no harmless default.
        if matches!(part, Shape::Page | Shape::Pagination)
            && mapping.get(*keyword).is_some_and(|value| part.fits(value).is_err())
        {
            mapping.shift_remove(*keyword);
        }
    }
    settle(value, pointer, found, |value| shape.fits(value))
}

/// Reports values that do not fit one by one, and leaves them out until the rest fits.
fn settle(
    value: &mut Value,
    pointer: &Pointer,
    found: &mut Diagnostics,
    fits: impl Fn(&Value) -> Result<(), Misfit>,
) -> bool {
    let mut left_out = Vec::new();
    for _ in 0..PATIENCE {
        let Err(misfit) = fits(value) else { return true };
        let is_repaired = match Cause::of(&misfit) {
            Cause::Unknown(known) => unknown_keywords(value, pointer, &misfit, &known, found),
            Cause::Missing(keyword) => {
                let missed = inside(pointer, &misfit.tokens).at(&keyword);
                // A required keyword that was left out has been reported.
                !left_out.contains(&missed) && missing(value, pointer, &misfit, &keyword, found)
            }
            Cause::Choice(word, known) => {
                let here = inside(pointer, &misfit.tokens);
                let meant = closest(&word, known.iter().map(String::as_str));
                found.push(Diagnostic::new(
                    "wrong-shape",
                    here.clone(),
                    format!("unknown value `{word}`"),
                    did_you_mean(meant, &format!("the values are {}", listed(&known))),
                ));
                found.mark_unreliable(here);
                let instead = meant.or(known.first().map(String::as_str)).map(str::to_owned);
                match (shape::at(value, &misfit.tokens), instead) {
                    (Some(value), Some(instead)) => {
                        *value = Value::String(instead);
                        true
                    }
                    _ => false,
                }
            }
            Cause::Kind(message) => {
                let here = inside(pointer, &misfit.tokens);
                let help = fix(&message);
                found.push(Diagnostic::new("wrong-shape", here.clone(), message, help));
                found.mark_unreliable(here.clone());
                left_out.push(here);
                leave_out(value, &misfit.tokens)
            }
        };
        if !is_repaired {
            found.mark_unreliable(pointer.clone());
            return false;
        }
    }
    found.mark_unreliable(pointer.clone());
    false
}

/// Why a value does not fit, derived from the message of serde.
enum Cause {
    /// A keyword other than these.
    Unknown(Vec<String>),
    /// A required keyword is missing.
    Missing(String),
    /// The text is not one of these.
    Choice(String, Vec<String>),
    /// The value has another type.
    Kind(String),
}

impl Cause {
    fn of(misfit: &Misfit) -> Self {
        let message = misfit.message.as_str();
        // A name in the file can contain a backtick; the known names, which come last, do not.
        let split = message.rfind("`, expected").or_else(|| message.rfind("`, there are no"));
        let (cause, known) = message.split_at(split.unwrap_or(message.len()));
        let known = || known.split('`').skip(2).step_by(2).map(str::to_owned).collect();
        if cause.starts_with("unknown field `") {
            return Self::Unknown(known());
        }
        if let Some(keyword) = cause.strip_prefix("missing field `") {
            return Self::Missing(keyword.trim_end_matches('`').to_owned());
        }
        if let Some(word) = cause.strip_prefix("unknown variant `") {
            return Self::Choice(word.to_owned(), known());
        }
        let text = match message {
            _ if message.contains("untagged enum Types") => {
                "invalid type: expected the name of a type, or a list of names".to_owned()
            }
            _ if message.contains("untagged enum Additional") => {
                "invalid type: expected a boolean or a schema".to_owned()
            }
            // The names of Rust types mean nothing to a reader.
            _ => message.replace("expected struct ", "expected the keywords of a "),
        };
        Self::Kind(text)
    }
}

/// Returns the fix for a value of the wrong kind.
fn fix(message: &str) -> &'static str {
    let expects = |kind: &str| message.contains(&format!("expected {kind}"));
    if expects("a sequence") {
        return "write a list, as in `[value]`";
    }
    if expects("a boolean") {
        return "write `true` or `false`, without quotes";
    }
    if expects("a string") && !message.contains("sequence") && !message.contains("map,") {
        return "put the value in quotes";
    }
    if expects("the keywords") || expects("a map") {
        return "write `keyword: value` pairs below it";
    }
    "write this part of the spec as spec/README.md describes"
}

/// Reports all unknown keywords of a mapping. Returns whether there were any.
fn unknown_keywords(
    value: &mut Value,
    pointer: &Pointer,
    misfit: &Misfit,
    known: &[String],
    found: &mut Diagnostics,
) -> bool {
    // serde reports the keyword; the mapping is its parent.
    let parent = misfit.tokens.split_last().map_or(&[][..], |(_, parent)| parent);
    let pointer = inside(pointer, parent);
    let Some(Value::Mapping(mapping)) = shape::at(value, parent) else { return false };
    let is_known = |key: &Value| key.as_str().is_some_and(|key| known.iter().any(|it| it == key));
    let unknown: Vec<String> = mapping
        .keys()
        .filter(|key| !is_known(key))
        .filter_map(|key| key.as_str().map(str::to_owned))
        .collect();
    for keyword in &unknown {
        let meant = closest(keyword, known.iter().map(String::as_str));
        found.push(unknown_keyword(pointer.at(keyword), keyword, meant));
        let value = mapping.shift_remove(keyword.as_str());
        if let (Some(meant), Some(value)) = (meant, value)
            && !mapping.contains_key(meant)
        {
            mapping.insert(meant.into(), value);
            found.mark_unreliable(pointer.at(meant));
        }
    }
    !unknown.is_empty()
}

/// Returns the problem of an unknown keyword, with the keyword that was probably intended.
pub(super) fn unknown_keyword(pointer: Pointer, keyword: &str, meant: Option<&str>) -> Diagnostic {
    let help = match meant {
        None if keyword == "<<" => {
            "write the keys themselves; the spec uses no merge keys".to_owned()
        }
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "delete it, or add it to the supported keywords \
             (codegen/src/document/openapi)"
            .to_owned(),
    };
    Diagnostic::new("unknown-keyword", pointer, format!("unsupported keyword `{keyword}`"), help)
}

fn missing(
    value: &mut Value,
    pointer: &Pointer,
    misfit: &Misfit,
    keyword: &str,
    found: &mut Diagnostics,
) -> bool {
    let here = inside(pointer, &misfit.tokens);
    found.push(Diagnostic::new(
        "wrong-shape",
        here.clone(),
        format!("missing keyword `{keyword}`"),
        format!("add `{keyword}: …`, as spec/README.md describes"),
    ));
    found.mark_unreliable(here.at(keyword));
    match shape::at(value, &misfit.tokens) {
        Some(Value::Mapping(mapping)) => replace(mapping, keyword),
        _ => false,
    }
}

/// Inserts a default for a keyword. Returns whether there is one.
fn replace(mapping: &mut Mapping, keyword: &str) -> bool {
    match shape::stand_in(keyword) {
        Some(value) => {
            mapping.insert(keyword.into(), value);
            true
        }
        None => {
            mapping.shift_remove(keyword);
            false
        }
    }
}

/// Removes a value from its parent. Returns whether it has one.
fn leave_out(value: &mut Value, tokens: &[String]) -> bool {
    let Some((last, parent)) = tokens.split_last() else { return false };
    match shape::at(value, parent) {
        Some(Value::Mapping(mapping)) if mapping.contains_key(last.as_str()) => {
            replace(mapping, last);
            true
        }
        Some(Value::Sequence(items)) => match last.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

fn listed(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
