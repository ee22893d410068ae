//! Puts back what an earlier import removed and the documents have again.

use std::collections::BTreeSet;

use crate::facts::{Facts, Key};

use super::apply::{Applier, Edited};
use super::compare::parent;
use super::ours::Ours;
use super::outcome::{Finding, FindingKind};
use super::theirs::Theirs;
use super::tombstones::Tombstones;

/// Returns what is new in the documents, missing in the spec, and known from before.
pub fn missing(base: &Facts, ours: &Ours, theirs: &Theirs, tombstones: &Tombstones) -> Vec<Key> {
    let keys = theirs.facts.entries.keys().filter(|key| {
        !base.entries.contains_key(*key)
            && !ours.facts.entries.contains_key(*key)
            && tombstones.has(key)
    });
    theirs.sorted(keys).into_iter().cloned().collect()
}

/// Puts things back, and returns those that are there again.
pub fn restore(applier: &mut Applier<'_>, missing: &[Key]) -> Edited<BTreeSet<Key>> {
    let mut restored = BTreeSet::new();
    for key in missing {
        if applier.restore(key)? {
            restored.insert(key.clone());
        }
    }
    Ok(restored)
}

/// Reports what was put back as restored.
pub fn relabel(findings: &mut Vec<Finding>, restored: &BTreeSet<Key>) {
    findings.retain(|finding| {
        let is_agreement = finding.kind == FindingKind::Agreed && finding.attribute.is_none();
        let key = finding.key.as_ref();
        let is_part = key.and_then(parent).is_some_and(|parent| restored.contains(&parent));
        !is_agreement || !(is_part || key.is_some_and(|key| restored.contains(key)))
    });
    findings.extend(restored.iter().map(|key| {
        Finding::new(FindingKind::Restored, Some(key.clone()), "is back, with the texts it had")
    }));
}
