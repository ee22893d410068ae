//! Puts back what an earlier import removed and the documents have again.

use std::collections::BTreeMap;

use crate::facts::{Facts, Key};

use super::apply::{Applier, Edited};
use super::compare::{Plan, parent};
use super::ours::Ours;
use super::outcome::{Finding, FindingKind};
use super::steps::Step;
use super::theirs::Theirs;
use super::tombstones::{Tombstone, Tombstones};

/// Returns what is new in the documents, missing in the spec, and known from before.
pub fn missing(base: &Facts, ours: &Ours, theirs: &Theirs, tombstones: &Tombstones) -> Vec<Key> {
    let keys = theirs.facts.entries.keys().filter(|key| {
        !base.entries.contains_key(*key)
            && !ours.facts.entries.contains_key(*key)
            && tombstones.has(key)
    });
    theirs.sorted(keys).into_iter().cloned().collect()
}

/// What was put back.
pub type Restored = BTreeMap<Key, Tombstone>;

/// Puts things back.
pub fn restore(applier: &mut Applier<'_>, missing: &[Key]) -> Edited<Restored> {
    let mut restored = Restored::new();
    for key in missing {
        if let Some(tombstone) = applier.restore(key)? {
            restored.insert(key.clone(), tombstone);
        }
    }
    Ok(restored)
}

/// Removes the parts that the vendor documented before, and no longer does.
pub fn remove_rest(restored: &Restored, ours: &Ours, theirs: &Facts, plan: &mut Plan) {
    for key in ours.facts.entries.keys().filter(|key| !theirs.entries.contains_key(*key)) {
        let whole = parent(key).and_then(|parent| restored.get(&parent));
        if whole.is_some_and(|tombstone| tombstone.has_documented(key)) {
            plan.findings.push(Finding::new(FindingKind::Removed, Some(key.clone()), "is gone"));
            plan.steps.push(Step::Remove(key.clone()));
        }
    }
}

/// Reports what was put back as restored.
pub fn relabel(findings: &mut Vec<Finding>, restored: &Restored) {
    findings.retain(|finding| {
        let is_agreement = finding.kind == FindingKind::Agreed && finding.attribute.is_none();
        let key = finding.key.as_ref();
        let is_part = key.and_then(parent).is_some_and(|parent| restored.contains_key(&parent));
        !is_agreement || !(is_part || key.is_some_and(|key| restored.contains_key(key)))
    });
    findings.extend(restored.keys().map(|key| {
        Finding::new(FindingKind::Restored, Some(key.clone()), "is back, with the texts it had")
    }));
}
