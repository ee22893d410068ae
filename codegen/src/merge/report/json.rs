//! The report as JSON: all of it.

use serde::Serialize;
use serde_json::Value;

use super::Report;
use super::counts::Counts;
use super::effect::Effect;
use super::escape;
use crate::facts::Key;
use crate::merge::outcome::{Finding, FindingKind, Needs};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'a> {
    documents: Vec<Document>,
    counts: &'a Counts,
    /// Whether decisions are missing, so that nothing is written.
    stopped: bool,
    /// Files of the spec that change or, in a dry run, would change.
    files: Vec<String>,
    next_version: Next,
    findings: Vec<One<'a>>,
}

#[derive(Serialize)]
struct Document {
    api: &'static str,
    file: String,
    operations: usize,
    schemas: usize,
}

/// The part of the version to increase.
#[derive(Serialize)]
struct Next {
    #[serde(rename = "0.x")]
    zero: &'static str,
    #[serde(rename = "1.x")]
    one: &'static str,
}

#[derive(Serialize)]
struct One<'a> {
    kind: &'static str,
    needs: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    api: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'a str>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ours: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    theirs: Option<&'a Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sites: Vec<String>,
    /// The number of operations that see it, for types and enums.
    #[serde(skip_serializing_if = "Option::is_none")]
    operations: Option<usize>,
    #[serde(skip_serializing_if = "str::is_empty")]
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

impl Report<'_> {
    /// Writes the report as JSON.
    pub fn json(&self) -> String {
        let documents = self.outcome.documents.iter().map(|document| Document {
            api: document.api.as_str(),
            file: document.path.display().to_string(),
            operations: document.operations,
            schemas: document.schemas,
        });
        let (zero, one) = self.effect.bump();
        let lines = self.sections.iter().flat_map(|it| &it.groups).flat_map(|it| &it.lines);
        let whole = Whole {
            documents: documents.collect(),
            counts: &self.counts,
            stopped: self.outcome.is_stopped(),
            files: self.outcome.files.keys().map(|path| path.display().to_string()).collect(),
            next_version: Next { zero, one },
            findings: lines.map(|line| self.finding(line.finding)).collect(),
        };
        let text = serde_json::to_string_pretty(&whole).unwrap_or_default();
        format!("{}\n", escape::json(&text))
    }

    fn finding<'f>(&self, finding: &'f Finding) -> One<'f> {
        let key = finding.key.as_ref();
        let is_type = key.is_some_and(|key| key.schema().is_some());
        let keys = finding.sites.iter().chain(&finding.key);
        One {
            kind: kind(finding.kind),
            needs: match finding.needs {
                Needs::Decision => "decision",
                Needs::Marker => "marker",
                Needs::Nothing => "nothing",
            },
            api: key.and_then(Key::address).map(|address| address.api.as_str()),
            at: key.map(ToString::to_string),
            attribute: finding.attribute.as_deref(),
            message: &finding.message,
            base: finding.base.as_ref(),
            ours: finding.ours.as_ref(),
            theirs: finding.theirs.as_ref(),
            sites: finding.sites.iter().map(ToString::to_string).collect(),
            operations: is_type.then(|| self.uses.count(keys)),
            effect: Effect::of(finding).name(),
            help: finding.help.as_deref(),
        }
    }
}

fn kind(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Conflict => "conflict",
        FindingKind::Clash => "clash",
        FindingKind::Map => "map",
        FindingKind::Moved => "moved",
        FindingKind::Renamed => "renamed",
        FindingKind::Replaced => "replaced",
        FindingKind::Added => "added",
        FindingKind::Restored => "restored",
        FindingKind::Removed => "removed",
        FindingKind::Changed => "changed",
        FindingKind::Values => "values",
        FindingKind::Differs => "differs",
        FindingKind::Agreed => "agreed",
        FindingKind::Unused => "unused",
        FindingKind::Text => "text",
        FindingKind::Note => "note",
    }
}
