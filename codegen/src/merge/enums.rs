//! Values of enums: changes at all places of use together, as one change of the named enum.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::facts::{Facts, Key, attribute};

use super::locate::locate;
use super::ours::Ours;
use super::outcome::{Finding, FindingKind, Needs};
use super::steps::Step;

/// What happened to values, by enum.
#[derive(Debug, Default)]
pub struct EnumChanges {
    enums: BTreeMap<String, Change>,
}

/// What happened to the values of one enum.
#[derive(Debug, Default)]
struct Change {
    added: BTreeMap<String, Value>,
    removed: BTreeMap<String, Value>,
    sites: BTreeSet<Key>,
}

impl EnumChanges {
    /// Adds the change at one place. Returns whether the spec has a named enum there.
    pub fn add(&mut self, key: &Key, base: &[Value], theirs: &[Value], ours: &Ours) -> bool {
        let name = match key {
            Key::Schema(name) => Some(name),
            _ => ours.enums.get(&locate(ours, key)),
        };
        let Some(name) = name else { return false };
        let change = self.enums.entry(name.clone()).or_default();
        change.sites.insert(key.clone());
        let is_new = |value: &&Value| !base.contains(value);
        change.added.extend(theirs.iter().filter(is_new).map(named));
        let is_gone = |value: &&Value| !theirs.contains(value);
        change.removed.extend(base.iter().filter(is_gone).map(named));
        true
    }

    /// Returns the steps and findings. A value stays if the document has it at another place.
    ///
    /// `is_described` tells whether the meaning of a new value is known from before.
    pub fn finish(
        self,
        ours: &Ours,
        theirs: &Facts,
        is_described: impl Fn(&str, &Value) -> bool,
        steps: &mut Vec<Step>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (name, change) in self.enums {
            let stated = values(&ours.facts, &Key::Schema(name.clone()));
            let is_elsewhere = |value: &Value| {
                let sites = ours.enums.iter().filter(|(_, it)| **it == name).map(|(key, _)| key);
                sites.chain([&Key::Schema(name.clone())]).any(|key| {
                    theirs
                        .get(key, attribute::VALUES)
                        .and_then(Value::as_array)
                        .is_some_and(|values| values.contains(value))
                })
            };
            let add: Vec<Value> =
                change.added.into_values().filter(|value| !stated.contains(value)).collect();
            let remove: Vec<Value> = change
                .removed
                .into_values()
                .filter(|value| stated.contains(value) && !is_elsewhere(value))
                .collect();
            let key = Some(Key::Schema(name.clone()));
            let mut finding = match add.is_empty() && remove.is_empty() {
                true => Finding::new(
                    FindingKind::Agreed,
                    key,
                    "its values changed; the spec has them already",
                ),
                false => Finding::new(FindingKind::Values, key, message(&add, &remove)),
            };
            if !add.iter().all(|value| is_described(&name, value)) {
                finding.needs = Needs::Marker;
            }
            finding.attribute = Some(attribute::VALUES.to_owned());
            finding.ours = Some(Value::Array(stated));
            finding.theirs = Some(serde_json::json!({ "added": add, "removed": remove }));
            finding.sites = change.sites.into_iter().collect();
            findings.push(finding);
            if !add.is_empty() || !remove.is_empty() {
                steps.push(Step::Values { name, add, remove });
            }
        }
        findings
    }
}

/// Returns the values at a key.
fn values(facts: &Facts, key: &Key) -> Vec<Value> {
    facts.get(key, attribute::VALUES).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn named(value: &Value) -> (String, Value) {
    (value.to_string(), value.clone())
}

fn message(add: &[Value], remove: &[Value]) -> String {
    let list = |values: &[Value]| {
        let texts = values.iter().map(|value| match value {
            Value::String(text) => format!("`{text}`"),
            other => format!("`{other}`"),
        });
        texts.collect::<Vec<_>>().join(", ")
    };
    match (add.is_empty(), remove.is_empty()) {
        (false, true) => format!("gains {}", list(add)),
        (true, false) => format!("loses {}", list(remove)),
        _ => format!("gains {}; loses {}", list(add), list(remove)),
    }
}
