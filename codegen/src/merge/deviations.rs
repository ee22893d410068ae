//! What the spec states otherwise on purpose, as entries of `map.yaml`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::{closest, did_you_mean};
use crate::facts::{Facts, Key};
use crate::upstream::Deviation;

use super::outcome::{Finding, FindingKind};

/// The deviations of the spec, by what they are about.
#[derive(Clone, Debug, Default)]
pub struct Deviations<'a> {
    entries: BTreeMap<(Key, &'a str), &'a Deviation>,
}

impl<'a> Deviations<'a> {
    /// Finds what the entries are about, and reports those that do not apply.
    pub fn resolve(
        entries: &'a [Deviation],
        ours: &Facts,
        theirs: &Facts,
        found: &mut Vec<Finding>,
    ) -> Self {
        let mut named: BTreeMap<String, Vec<&Key>> = BTreeMap::new();
        for key in ours.entries.keys() {
            named.entry(key.to_string()).or_default().push(key);
        }
        let mut deviations = Self::default();
        for entry in entries {
            let candidates: Vec<&Key> = named
                .get(&entry.at)
                .into_iter()
                .flatten()
                .copied()
                .filter(|key| is_of(key, entry))
                .collect();
            let [key] = candidates.as_slice() else {
                found.push(misplaced(entry, &candidates, named.keys()));
                continue;
            };
            if let Some(finding) = judge(entry, key, ours, theirs) {
                found.push(finding);
            }
            deviations.entries.insert(((*key).clone(), &entry.fact), entry);
        }
        deviations
    }

    /// Returns whether an entry settles that the spec says `ours` where the document says `theirs`.
    pub fn settles(
        &self,
        key: &Key,
        attribute: &str,
        ours: Option<&Value>,
        theirs: Option<&Value>,
    ) -> bool {
        self.entries
            .get(&(key.clone(), attribute))
            .is_some_and(|entry| states(&entry.ours, ours) && states(&entry.upstream, theirs))
    }

    /// Returns whether there is an entry about a thing.
    pub fn protects(&self, key: &Key) -> bool {
        self.entries.keys().any(|(it, _)| it == key)
    }
}

fn is_of(key: &Key, entry: &Deviation) -> bool {
    match (entry.api, key.address()) {
        (Some(api), Some(address)) => address.api == api,
        _ => true,
    }
}

/// Returns whether an entry states this value; `null` stands for no value.
fn states(stated: &Value, value: Option<&Value>) -> bool {
    stated == value.unwrap_or(&Value::Null)
}

fn misplaced<'k>(
    entry: &Deviation,
    candidates: &[&Key],
    names: impl Iterator<Item = &'k String>,
) -> Finding {
    let (message, help) = match candidates.is_empty() {
        true => {
            let near = closest(&entry.at, names.map(String::as_str));
            let help = did_you_mean(near, "correct `at`, or remove the entry");
            (format!("the deviation at `{}` is about nothing in the spec", entry.at), help)
        }
        false => (
            format!("the deviation at `{}` is about several operations", entry.at),
            "add `api: authentication` or `api: management`".to_owned(),
        ),
    };
    Finding::new(FindingKind::Map, None, message).help(help)
}

/// Returns what is wrong with an entry.
fn judge(entry: &Deviation, key: &Key, ours: &Facts, theirs: &Facts) -> Option<Finding> {
    let (spec, document) = (ours.get(key, &entry.fact), theirs.get(key, &entry.fact));
    let (message, help) = if !theirs.entries.contains_key(key) {
        ("the deviation is about something that the document does not have", "remove the entry")
    } else if !states(&entry.ours, spec) {
        ("the spec does not say what the deviation states", "correct `ours`, or remove the entry")
    } else if states(&entry.ours, document) {
        ("the deviation is no longer needed: the document agrees with the spec", "remove the entry")
    } else if !states(&entry.upstream, document) {
        ("the document does not say what the deviation states", "correct `upstream`, or the spec")
    } else {
        return None;
    };
    let finding = Finding::new(FindingKind::Map, Some(key.clone()), message);
    let upstream = Some(&entry.upstream);
    Some(finding.values(&entry.fact, upstream, spec, document).help(help))
}
