//! The wording of single findings.

use serde_json::Value;

use crate::facts::{Key, attribute};
use crate::merge::outcome::{Finding, FindingKind, Needs};

use super::effect::Effect;
use super::escape;

/// A finding in words.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// The finding.
    pub(super) finding: &'a Finding,
    /// The part of the subject that it is about, such as a field; empty for the whole.
    pub(super) part: String,
    /// What happened.
    pub(super) text: String,
    /// The three sides, where a person has to decide.
    pub(super) sides: Option<String>,
    /// What to do.
    pub(super) help: Option<String>,
    /// What a person has to do.
    pub(super) needs: Needs,
    /// The consequence in Rust.
    pub(super) effect: Effect,
}

impl<'a> Line<'a> {
    pub(super) fn of(finding: &'a Finding) -> Self {
        Self {
            finding,
            part: finding.key.as_ref().map(part).unwrap_or_default(),
            text: escape::line(&text(finding)),
            sides: sides(finding).map(|sides| escape::line(&sides)),
            help: finding.help.as_deref().map(escape::line),
            needs: finding.needs,
            effect: Effect::of(finding),
        }
    }

    /// Returns the part and what happened to it.
    pub(super) fn sentence(&self) -> String {
        match self.part.is_empty() {
            true => self.text.clone(),
            false => format!("`{}` {}", self.part, self.text),
        }
    }
}

/// Returns the operation or the type that a finding is about.
pub(super) fn subject(key: &Key) -> String {
    let subject = match (key.address(), key.schema()) {
        (Some(address), _) => format!("{} {address}", address.api),
        (None, Some(schema)) => schema.to_owned(),
        (None, None) => String::new(),
    };
    escape::line(&subject)
}

/// Returns the part of the operation or the type that a finding is about.
fn part(key: &Key) -> String {
    let part = match key {
        Key::Operation(_) | Key::Schema(_) => String::new(),
        Key::Parameter(_, location, name) => format!("{location} {name}"),
        Key::Body(_) => "body".to_owned(),
        Key::Response(_) => "response".to_owned(),
        Key::Property(_, path) => path.join("."),
    };
    escape::line(&part).replace('`', "'")
}

fn text(finding: &Finding) -> String {
    let Finding { kind, attribute, base, theirs, .. } = finding;
    match (kind, attribute.as_deref()) {
        (
            FindingKind::Changed,
            Some(attribute::REQUIRED | attribute::DEPRECATED | attribute::HIDDEN),
        ) => {
            let (yes, no) = match attribute.as_deref() {
                Some(attribute::REQUIRED) => ("required", "optional"),
                Some(attribute::DEPRECATED) => ("deprecated", "not deprecated"),
                _ => ("hidden", "not hidden"),
            };
            let word = |value: &Option<Value>| if is_true(value.as_ref()) { yes } else { no };
            format!("{} → {}", word(base), word(theirs))
        }
        (FindingKind::Changed, Some(name)) if base.is_some() || theirs.is_some() => {
            format!("{name}: {} → {}", shown(base.as_ref()), shown(theirs.as_ref()))
        }
        _ => finding.message.clone(),
    }
}

/// Returns the values of the three sides, where they differ and a person decides.
fn sides(finding: &Finding) -> Option<String> {
    let is_shown =
        matches!(finding.kind, FindingKind::Conflict | FindingKind::Differs | FindingKind::Map);
    (is_shown && finding.attribute.is_some()).then(|| {
        format!(
            "last import: {}, spec: {}, document: {}",
            shown(finding.base.as_ref()),
            shown(finding.ours.as_ref()),
            shown(finding.theirs.as_ref())
        )
    })
}

fn is_true(value: Option<&Value>) -> bool {
    value.and_then(Value::as_bool).unwrap_or(false)
}

/// The longest value that is shown whole; JSON has all of it.
const LONGEST: usize = 160;

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned).replace('`', "'");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}
