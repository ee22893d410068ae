//! The consequence of a finding for users of the SDK. `diff` judges the spec exactly; an import can only
//! say what to expect.

use serde_json::Value;

use crate::facts::{Key, attribute};
use crate::merge::outcome::{Finding, FindingKind};

/// The consequence of a finding for users of the SDK, least severe first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// None.
    #[default]
    Nothing,
    /// Documentation only.
    Docs,
    /// More can be used than before.
    Additive,
    /// The code compiles, and does something else.
    Behavior,
    /// Code that uses it does not compile any more.
    Breaking,
}

impl Effect {
    /// Judges a finding.
    pub(super) fn of(finding: &Finding) -> Self {
        match finding.kind {
            FindingKind::Renamed | FindingKind::Removed => Self::Breaking,
            FindingKind::Moved => Self::Behavior,
            FindingKind::Added | FindingKind::Restored => added(finding),
            FindingKind::Changed => changed(finding),
            FindingKind::Values => values(finding.theirs.as_ref()),
            FindingKind::Conflict
            | FindingKind::Clash
            | FindingKind::Map
            | FindingKind::Replaced
            | FindingKind::Differs
            | FindingKind::Agreed
            | FindingKind::Unused
            | FindingKind::Text
            | FindingKind::Note => Self::Nothing,
        }
    }

    /// Returns the word for it in reports.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Docs => "docs",
            Self::Additive => "additive",
            Self::Behavior => "behavior",
            Self::Breaking => "breaking",
        }
    }

    /// Returns the part of the version that it asks to increase: in 0.x, and from 1.0 on.
    pub(super) fn bump(self) -> (&'static str, &'static str) {
        match self {
            Self::Nothing | Self::Docs => ("none", "none"),
            Self::Additive | Self::Behavior => ("patch", "minor"),
            Self::Breaking => ("minor", "major"),
        }
    }
}

/// A required parameter or property becomes an argument of `new`.
fn added(finding: &Finding) -> Effect {
    let required = finding.theirs.as_ref().and_then(|it| it.get(attribute::REQUIRED));
    let is_required = required.and_then(Value::as_bool).unwrap_or(false);
    match (&finding.key, is_required) {
        (Some(Key::Body(_)), _) | (Some(Key::Parameter(..) | Key::Property(..)), true) => {
            Effect::Breaking
        }
        _ => Effect::Additive,
    }
}

fn changed(finding: &Finding) -> Effect {
    let Some(name) = finding.attribute.as_deref() else { return Effect::Behavior };
    match name {
        attribute::TYPE
        | attribute::BRANCHES
        | attribute::KIND
        | attribute::REQUIRED
        | attribute::MEDIA
        | attribute::FORMAT
        | attribute::VALUES
        | attribute::ID => Effect::Breaking,
        attribute::SECURITY | attribute::STATUS => Effect::Behavior,
        attribute::DEPRECATED => Effect::Additive,
        _ => Effect::Docs,
    }
}

/// A value that goes takes its variant with it.
fn values(change: Option<&Value>) -> Effect {
    let removed = change.and_then(|it| it.get("removed")).and_then(Value::as_array);
    match removed.is_some_and(|removed| !removed.is_empty()) {
        true => Effect::Breaking,
        false => Effect::Additive,
    }
}
