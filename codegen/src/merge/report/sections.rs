//! Findings by kind, and by what they are about.

use std::collections::BTreeMap;

use crate::facts::Key;
use crate::merge::outcome::{Finding, FindingKind, Needs};

use super::counts::is_about_type;
use super::effect::Effect;
use super::lines::{Line, subject};
use super::uses::Uses;

/// Findings of one kind.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// The label in capitals.
    pub(super) label: &'static str,
    /// The heading.
    pub(super) title: &'static str,
    /// The findings by subject.
    pub(super) groups: Vec<Group<'a>>,
}

/// Findings about one thing.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// The operation, the type or the enum; empty if the findings are about nothing in particular.
    pub(super) subject: String,
    /// The number of operations that see the change, for types and enums.
    pub(super) uses: usize,
    /// One line a finding.
    pub(super) lines: Vec<Line<'a>>,
}

impl Group<'_> {
    /// Returns the most severe effect.
    pub(super) fn effect(&self) -> Effect {
        self.lines.iter().map(|line| line.effect).max().unwrap_or_default()
    }

    /// Returns whether a person has to do something.
    pub(super) fn is_open(&self) -> bool {
        self.lines.iter().any(|line| line.needs != Needs::Nothing)
    }
}

/// The place of a finding in reports, its label and its heading.
fn section_of(finding: &Finding) -> (u8, &'static str, &'static str) {
    let is_part = !matches!(finding.key, Some(Key::Operation(_) | Key::Schema(_)) | None);
    match finding.kind {
        FindingKind::Conflict => (0, "CONFLICT", "Conflicts"),
        FindingKind::Clash => (1, "CLASH", "Clashes of names"),
        FindingKind::Map => (2, "MAP", "Entries of map.yaml"),
        FindingKind::Moved => (3, "MOVED", "Moved operations"),
        FindingKind::Renamed => (4, "RENAMED", "Renamed"),
        FindingKind::Replaced => (5, "REPLACED?", "Probably replaced"),
        FindingKind::Restored => (6, "BACK", "Back again"),
        FindingKind::Added if is_part => (8, "FIELDS +", "New parameters and fields"),
        FindingKind::Added => (7, "ADDED", "New operations and schemas"),
        FindingKind::Removed if is_part => (10, "FIELDS −", "Removed parameters and fields"),
        FindingKind::Removed => (9, "REMOVED", "Removed operations and schemas"),
        FindingKind::Changed if is_about_type(finding) => (11, "TYPES", "Changed types"),
        FindingKind::Changed if is_part => (12, "FIELDS", "Changed parameters and fields"),
        FindingKind::Changed => (13, "CHANGED", "Changed operations and schemas"),
        FindingKind::Values => (14, "ENUMS", "Values of enums"),
        FindingKind::Differs => (15, "DIFFERS", "New in the document, different in the spec"),
        FindingKind::Unused => (16, "UNUSED", "No longer used"),
        FindingKind::Note => (17, "NOTE", "Notes"),
        FindingKind::Agreed => (18, "AGREED", "Already in the spec"),
        FindingKind::Text => (19, "TEXT", "Texts and examples of the vendor"),
    }
}

/// Sorts findings into sections and groups.
pub(super) fn sections<'a>(findings: &'a [Finding], uses: &Uses) -> Vec<Section<'a>> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by(|left, right| {
        (section_of(left).0, &left.key, &left.attribute, &left.message).cmp(&(
            section_of(right).0,
            &right.key,
            &right.attribute,
            &right.message,
        ))
    });
    let mut sections: BTreeMap<u8, Section<'a>> = BTreeMap::new();
    for finding in sorted {
        let (place, label, title) = section_of(finding);
        let empty = || Section { label, title, groups: Vec::new() };
        let section = sections.entry(place).or_insert_with(empty);
        let subject = finding.key.as_ref().map(subject).unwrap_or_default();
        let line = Line::of(finding);
        match section.groups.last_mut().filter(|group| group.subject == subject) {
            Some(group) => group.lines.push(line),
            None => section.groups.push(Group { subject, uses: 0, lines: vec![line] }),
        }
    }
    let mut sections: Vec<Section<'a>> = sections.into_values().collect();
    for group in sections.iter_mut().flat_map(|section| &mut section.groups) {
        let keys =
            group.lines.iter().flat_map(|line| line.finding.sites.iter().chain(&line.finding.key));
        let is_type = group
            .lines
            .iter()
            .any(|line| line.finding.key.as_ref().is_some_and(|key| key.schema().is_some()));
        group.uses = if is_type { uses.count(keys) } else { 0 };
    }
    sections
}
