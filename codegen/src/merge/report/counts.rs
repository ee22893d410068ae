//! How much of what changed.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::facts::{Key, attribute};
use crate::merge::outcome::{Finding, FindingKind, Needs};

/// How much of what changed.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counts {
    /// Operations.
    pub(super) operations: Tally,
    /// Parameters of known operations.
    pub(super) parameters: Tally,
    /// Named schemas.
    pub(super) schemas: Tally,
    /// Properties of known schemas.
    pub(super) fields: Tally,
    /// Values of enums.
    pub(super) values: Tally,
    /// Texts and examples of the vendor.
    pub(super) texts: usize,
    /// Findings that stop the import.
    pub(super) decisions: usize,
    /// Findings that leave a marker in the spec.
    pub(super) markers: usize,
    /// Facts that the spec states already.
    pub(super) agreed: usize,
}

/// What happened to one kind of thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Tally {
    pub(super) added: usize,
    pub(super) restored: usize,
    pub(super) removed: usize,
    pub(super) moved: usize,
    pub(super) renamed: usize,
    pub(super) changed: usize,
}

impl Counts {
    pub(super) fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.needs {
                Needs::Decision => counts.decisions += 1,
                Needs::Marker => counts.markers += 1,
                Needs::Nothing => {}
            }
            match finding.kind {
                FindingKind::Text => counts.texts += 1,
                FindingKind::Agreed => counts.agreed += 1,
                FindingKind::Values => {
                    counts.values.added += length(finding.theirs.as_ref(), "added");
                    counts.values.removed += length(finding.theirs.as_ref(), "removed");
                }
                _ => {}
            }
        }
        counts.tally(findings);
        counts
    }

    /// Counts things, not findings: one thing can have several.
    fn tally(&mut self, findings: &[Finding]) {
        let mut changes: BTreeMap<(&Key, FindingKind), ()> = BTreeMap::new();
        for finding in findings {
            if let (Some(key), FindingKind::Values) = (&finding.key, finding.kind) {
                changes.insert((key, FindingKind::Changed), ());
            } else if let Some(key) = &finding.key {
                changes.insert((key, finding.kind), ());
            }
        }
        for (key, kind) in changes.into_keys() {
            let tally = match key {
                Key::Operation(_) | Key::Body(_) | Key::Response(_) => &mut self.operations,
                Key::Parameter(..) => &mut self.parameters,
                Key::Schema(_) => &mut self.schemas,
                Key::Property(..) => &mut self.fields,
            };
            let is_part = matches!(key, Key::Body(_) | Key::Response(_));
            match kind {
                FindingKind::Added | FindingKind::Restored | FindingKind::Removed if is_part => {
                    tally.changed += 1;
                }
                FindingKind::Added => tally.added += 1,
                FindingKind::Restored => tally.restored += 1,
                FindingKind::Removed => tally.removed += 1,
                FindingKind::Moved => tally.moved += 1,
                FindingKind::Renamed => tally.renamed += 1,
                FindingKind::Changed => tally.changed += 1,
                _ => {}
            }
        }
    }

    /// Returns the lines of a summary, those with changes.
    pub(super) fn lines(&self) -> Vec<String> {
        let named = [
            ("operations", &self.operations),
            ("parameters", &self.parameters),
            ("schemas", &self.schemas),
            ("fields", &self.fields),
            ("enum values", &self.values),
        ];
        let mut lines: Vec<String> = named
            .into_iter()
            .filter(|(_, tally)| **tally != Tally::default())
            .map(|(name, tally)| format!("{name}: {}", tally.sentence()))
            .collect();
        if self.texts > 0 {
            lines.push(format!("texts and examples of the vendor: {} changed", self.texts));
        }
        lines
    }
}

impl Tally {
    fn sentence(&self) -> String {
        let parts = [
            (self.added, "added"),
            (self.restored, "back"),
            (self.removed, "removed"),
            (self.moved, "moved"),
            (self.renamed, "renamed"),
            (self.changed, "changed"),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        parts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }
}

fn length(change: Option<&Value>, name: &str) -> usize {
    change.and_then(|it| it.get(name)).and_then(Value::as_array).map_or(0, Vec::len)
}

/// Returns whether a finding is about the type of something.
pub(super) fn is_about_type(finding: &Finding) -> bool {
    let names = [attribute::TYPE, attribute::BRANCHES, attribute::KIND, attribute::FORMAT];
    finding.attribute.as_deref().is_some_and(|name| names.contains(&name))
}
