//! Removed and added operations that may be the same.

use std::collections::BTreeMap;

use crate::facts::{Address, Facts, Key, attribute};

use super::outcome::{Finding, FindingKind};
use super::steps::Step;

/// Returns the new operations that may take the place of removed ones: those with the same body.
pub fn replaced(base: &Facts, theirs: &Facts, steps: &[Step]) -> Vec<Finding> {
    let body = |facts: &Facts, address: &Address| {
        let body = facts.get(&Key::Body(address.clone()), attribute::TYPE)?;
        Some((address.api, body.clone()))
    };
    let mut added: BTreeMap<_, Vec<&Address>> = BTreeMap::new();
    let mut removed: BTreeMap<_, Vec<&Address>> = BTreeMap::new();
    for step in steps {
        let (facts, found, address) = match step {
            Step::Add(Key::Operation(address)) => (theirs, &mut added, address),
            Step::Remove(Key::Operation(address)) => (base, &mut removed, address),
            _ => continue,
        };
        if let Some((api, ty)) = body(facts, address) {
            found.entry((api, ty.to_string())).or_default().push(address);
        }
    }
    let pairs = removed.iter().filter_map(|(body, old)| {
        match (old.as_slice(), added.get(body)?.as_slice()) {
            ([old], [new]) => Some((*old, *new)),
            _ => None,
        }
    });
    let findings = pairs.map(|(old, new)| {
        let key = Some(Key::Operation(new.clone()));
        let message = format!("has the body of `{old}`, which is gone, and may take its place");
        let mut finding = Finding::new(FindingKind::Replaced, key, message);
        finding.base = Some(old.to_string().into());
        finding.theirs = Some(new.to_string().into());
        finding.help("if it does, let `x-replaced-by` or the changelog name it")
    });
    findings.collect()
}
