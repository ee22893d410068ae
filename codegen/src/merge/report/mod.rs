//! Reports of an import: text for a terminal, Markdown for a review, JSON for programs.

mod counts;
mod effect;
mod escape;
mod json;
mod lines;
mod markdown;
mod sections;
mod text;
mod uses;

use crate::facts::Facts;

use super::outcome::{FindingKind, Outcome};
use counts::Counts;
use effect::Effect;
use sections::{Section, sections};
use uses::Uses;

/// A report of an import.
#[derive(Debug)]
pub struct Report<'a> {
    outcome: &'a Outcome,
    /// Whether nothing is written, whatever the outcome is.
    is_dry: bool,
    uses: Uses,
    counts: Counts,
    sections: Vec<Section<'a>>,
    effect: Effect,
}

impl<'a> Report<'a> {
    /// Creates the report of an import. `facts` tells which operations see a type: those of the
    /// documents and of the spec.
    pub fn new(outcome: &'a Outcome, facts: &[&Facts], is_dry: bool) -> Self {
        let uses = Uses::of(facts);
        let sections = sections(&outcome.findings, &uses);
        let effects = outcome.findings.iter().map(Effect::of);
        Self {
            outcome,
            is_dry,
            counts: Counts::of(&outcome.findings),
            sections,
            effect: effects.max().unwrap_or_default(),
            uses,
        }
    }

    /// Returns whether the documents say what the last import said.
    fn is_unchanged(&self) -> bool {
        let is_remark = |kind| matches!(kind, FindingKind::Note | FindingKind::Map);
        self.outcome.findings.iter().all(|finding| is_remark(finding.kind))
    }

    /// Returns what happens to the files of the spec.
    fn result(&self) -> String {
        let files = match self.outcome.files.len() {
            1 => "1 file".to_owned(),
            count => format!("{count} files"),
        };
        if self.outcome.is_stopped() {
            "nothing is written before the decisions are made".to_owned()
        } else if self.outcome.files.is_empty() {
            "nothing to write".to_owned()
        } else if self.is_dry {
            format!("dry run: {files} would change")
        } else {
            match self.outcome.files.len() {
                1 => "1 file of the spec changes".to_owned(),
                count => format!("{count} files of the spec change"),
            }
        }
    }
}
