//! Schemas and modules that nothing uses after an import. They stay, and lint reports them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::document::{self, Document, read_texts};
use crate::facts::{Key, attribute, references};

use super::ours::{self, Ours};
use super::outcome::{Finding, FindingKind, Needs};

const MESSAGE: &str = "is no longer used by any operation";

/// Returns what lint finds unused in the new texts, and did not before.
pub fn found(before: &Document, texts: &BTreeMap<PathBuf, String>) -> Vec<Finding> {
    let reading = read_texts(texts.clone(), Diagnostics::default());
    let known: BTreeSet<_> = unused(before).into_iter().map(|it| it.pointer).collect();
    let new = unused(&reading.document).into_iter().filter(|it| !known.contains(&it.pointer));
    let findings = new.map(|it| {
        let name = it.pointer.tokens.last().filter(|_| it.code == "unused-schema");
        let key = name.map(|name| Key::Schema(name.clone()));
        let message = match &key {
            Some(_) => MESSAGE.to_owned(),
            None => format!("{}: {}", it.pointer.file.display(), it.message),
        };
        Finding::new(FindingKind::Unused, key, message).needs(Needs::Marker).help(it.help)
    });
    let mut findings: Vec<Finding> = findings.collect();
    // Lint does not judge the schemas of a spec with an empty module.
    let listed: BTreeSet<Option<Key>> = findings.iter().map(|it| it.key.clone()).collect();
    let used = used(&ours::read(before));
    let after = ours::read(&reading.document);
    let still = self::used(&after);
    let gone = after.homes.keys().filter(|name| used.contains(*name) && !still.contains(*name));
    for name in gone {
        let key = Some(Key::Schema(name.clone()));
        if !listed.contains(&key) {
            let finding = Finding::new(FindingKind::Unused, key, MESSAGE).needs(Needs::Marker);
            findings.push(finding.help("remove the schema, or add `x-unused` with the reason"));
        }
    }
    findings
}

/// Returns the schemas that operations use, directly or inside of others.
fn used(ours: &Ours) -> BTreeSet<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut inner: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, attributes) in &ours.facts.entries {
        let single = attributes.get(attribute::TYPE).and_then(Value::as_str);
        let branches = attributes.get(attribute::BRANCHES).and_then(Value::as_array);
        let several = branches.into_iter().flatten().filter_map(Value::as_str);
        let names = single.into_iter().chain(several).flat_map(references);
        let names = names.chain(ours.enums.get(key).map(String::as_str));
        match key.schema() {
            Some(schema) => inner.entry(schema).or_default().extend(names),
            None => open.extend(names),
        }
    }
    let mut used = BTreeSet::new();
    while let Some(name) = open.pop() {
        if used.insert(name.to_owned()) {
            open.extend(inner.get(name).into_iter().flatten());
        }
    }
    used
}

fn unused(document: &Document) -> Vec<Diagnostic> {
    document::leftovers(document).into_sorted()
}
