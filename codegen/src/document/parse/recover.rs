//! Reading values as types. A value that does not fit is reported where it stands, with everything else
//! that does not fit beside it, and mended, so that later stages find what else is wrong in one run:
//! a misspelled keyword becomes the one that was meant, others are left out.

use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use super::super::suggest::{ask, closest};
use super::shape::{self, Holds, Misfit, Shape, inside};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};

/// How many values of one part, not counting the parts in it, are mended before it is given up.
const PATIENCE: usize = 64;

/// Reads a part of the spec.
pub(super) fn part<T: DeserializeOwned>(
    shape: Shape,
    mut value: Value,
    pointer: &Pointer,
    found: &mut Diagnostics,
) -> Option<T> {
    // The first try goes without tracking of places, which costs more than the reading itself.
    if let Ok(read) = T::deserialize(&value) {
        return Some(read);
    }
    quote_keys(&mut value, pointer, found);
    match mend(shape, &mut value, pointer, found) {
        true => T::deserialize(&value).ok(),
        false => None,
    }
}

/// Reads a value that has no parts of the kinds above.
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

/// Turns keys that are numbers and the like into the strings that were meant.
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

/// A key as the string that was meant.
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

/// Makes a value fit, parts first. Whether that worked.
fn mend(shape: Shape, value: &mut Value, pointer: &Pointer, found: &mut Diagnostics) -> bool {
    for (keyword, holds, part) in shape.parts() {
        let Value::Mapping(mapping) = value else { break };
        let Some(held) = mapping.get_mut(*keyword) else { continue };
        let pointer = pointer.at(*keyword);
        let list = &pointer;
        let mut read = |value: &mut Value, pointer: &Pointer| {
            if !mend(*part, value, pointer, found) {
                *value = part.blank();
                if *part == Shape::Parameter {
                    // The path may be waiting for this one.
                    found.mark_unreliable(list.clone());
                }
            }
        };
        match (holds, held) {
            // `additionalProperties` may be a boolean.
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
            // Of another kind altogether, which shows when the whole is read.
            _ => {}
        }
        // What says how pages are asked for has no harmless value.
        if matches!(part, Shape::Page | Shape::Pagination)
            && mapping.get(*keyword).is_some_and(|value| part.fits(value).is_err())
        {
            mapping.shift_remove(*keyword);
        }
    }
    settle(value, pointer, found, |value| shape.fits(value))
}

/// Reports what does not fit, one value after the other, and leaves it out, until the rest fits.
fn settle(
    value: &mut Value,
    pointer: &Pointer,
    found: &mut Diagnostics,
    fits: impl Fn(&Value) -> Result<(), Misfit>,
) -> bool {
    let mut left_out = Vec::new();
    for _ in 0..PATIENCE {
        let Err(misfit) = fits(value) else { return true };
        let is_mended = match Cause::of(&misfit) {
            Cause::Unknown(known) => unknown_keywords(value, pointer, &misfit, &known, found),
            Cause::Missing(keyword) => {
                let missed = inside(pointer, &misfit.tokens).at(&keyword);
                // One that was left out has been reported, and cannot be done without.
                !left_out.contains(&missed) && missing(value, pointer, &misfit, &keyword, found)
            }
            Cause::Choice(word, known) => {
                let here = inside(pointer, &misfit.tokens);
                let meant = closest(&word, known.iter().map(String::as_str));
                found.push(Diagnostic::new(
                    "wrong-shape",
                    here.clone(),
                    format!("unknown value `{word}`"),
                    ask(meant, &format!("the values are {}", listed(&known))),
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
        if !is_mended {
            found.mark_unreliable(pointer.clone());
            return false;
        }
    }
    found.mark_unreliable(pointer.clone());
    false
}

/// Why a value does not fit, from what serde says.
enum Cause {
    /// There is a keyword besides these.
    Unknown(Vec<String>),
    /// There is no such keyword.
    Missing(String),
    /// The text is none of these.
    Choice(String, Vec<String>),
    /// It is something else.
    Kind(String),
}

impl Cause {
    fn of(misfit: &Misfit) -> Self {
        let message = misfit.message.as_str();
        // A name of the file may have a backtick in it; the known ones, which come last, have none.
        let split = message.rfind("`, expected").or_else(|| message.rfind("`, there are no"));
        let (said, known) = message.split_at(split.unwrap_or(message.len()));
        let known = || known.split('`').skip(2).step_by(2).map(str::to_owned).collect();
        if said.starts_with("unknown field `") {
            return Self::Unknown(known());
        }
        if let Some(keyword) = said.strip_prefix("missing field `") {
            return Self::Missing(keyword.trim_end_matches('`').to_owned());
        }
        if let Some(word) = said.strip_prefix("unknown variant `") {
            return Self::Choice(word.to_owned(), known());
        }
        let text = match message {
            _ if message.contains("untagged enum Types") => {
                "invalid type: expected the name of a type, or a list of names".to_owned()
            }
            _ if message.contains("untagged enum Additional") => {
                "invalid type: expected a boolean or a schema".to_owned()
            }
            // The names of our types mean nothing to a reader.
            _ => message.replace("expected struct ", "expected the keywords of a "),
        };
        Self::Kind(text)
    }
}

/// What to do about a value of the wrong kind.
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
    "see spec/README.md for how this part of the spec is written"
}

/// Reports all keywords of a mapping that are not known. Whether it has fewer than before.
fn unknown_keywords(
    value: &mut Value,
    pointer: &Pointer,
    misfit: &Misfit,
    known: &[String],
    found: &mut Diagnostics,
) -> bool {
    // serde reports the keyword itself; it stands in the mapping before it.
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

/// A keyword that the spec does not use, and the one that was perhaps meant.
pub(super) fn unknown_keyword(pointer: Pointer, keyword: &str, meant: Option<&str>) -> Diagnostic {
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "delete it, or add it to the keywords that the generator knows \
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
        format!("add `{keyword}: …`; see spec/README.md for what it means"),
    ));
    found.mark_unreliable(here.at(keyword));
    match shape::at(value, &misfit.tokens) {
        Some(Value::Mapping(mapping)) => replace(mapping, keyword),
        _ => false,
    }
}

/// Puts a stand-in under a keyword, or nothing. Whether there is one.
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

/// Takes a value out of what holds it. Whether there is something that holds it.
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
