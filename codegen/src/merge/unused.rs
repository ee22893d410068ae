//! Schemas and modules that nothing uses after an import. They stay, and lint reports them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::document::{self, Document, read_texts};
use crate::facts::Key;

use super::outcome::{Finding, FindingKind, Needs};

/// The rules of lint about them.
const RULES: [&str; 2] = ["unused-schema", "empty-module"];

/// Returns what lint finds unused in the new texts, and did not before.
pub fn found(before: &Document, texts: &BTreeMap<PathBuf, String>) -> Vec<Finding> {
    let reading = read_texts(texts.clone(), Diagnostics::default());
    let known: BTreeSet<_> = unused(before).into_iter().map(|it| it.pointer).collect();
    let new = unused(&reading.document).into_iter().filter(|it| !known.contains(&it.pointer));
    let findings = new.map(|it| {
        let name = it.pointer.tokens.last().filter(|_| it.code == "unused-schema");
        let key = name.map(|name| Key::Schema(name.clone()));
        let message = match &key {
            Some(_) => "is no longer used by any operation".to_owned(),
            None => format!("{}: {}", it.pointer.file.display(), it.message),
        };
        Finding::new(FindingKind::Unused, key, message).needs(Needs::Marker).help(it.help)
    });
    findings.collect()
}

fn unused(document: &Document) -> Vec<Diagnostic> {
    let mut found = document::lint(document);
    found.extend(document::style(document));
    found.into_sorted().into_iter().filter(|it| RULES.contains(&it.code)).collect()
}
