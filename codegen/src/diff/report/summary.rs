//! The version number that the changes ask for, in words.

use super::{CLASSES, Number, Report};
use crate::diff::{Bump, Class};

impl Bump {
    /// Returns the name in reports.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// Writes a version number.
pub(super) fn shown((major, minor, patch): Number) -> String {
    format!("{major}.{minor}.{patch}")
}

impl Report {
    /// Returns the numbers of changes: `2 breaking, 1 additive`.
    pub(super) fn counts(&self) -> String {
        let counts = CLASSES.map(|class| (self.count(class), class.name()));
        let shown = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = shown.map(|(count, name)| format!("{count} {name}")).collect();
        match counts.is_empty() {
            true => "no changes".to_owned(),
            false => counts.join(", "),
        }
    }

    /// Returns the least version number that is high enough, if the old one is known.
    pub(super) fn least(&self) -> Option<Number> {
        let (major, minor, patch) = self.old.number?;
        Some(match self.bump {
            Bump::None => (major, minor, patch),
            Bump::Patch => (major, minor, patch + 1),
            Bump::Minor => (major, minor + 1, 0),
            Bump::Major => (major + 1, 0, 0),
        })
    }

    /// Returns the version number that the changes ask for, and why.
    pub(super) fn asked(&self) -> String {
        if self.bump == Bump::None {
            return match self.entries.is_empty() {
                true => "no new version is needed".to_owned(),
                false => "texts need no new version".to_owned(),
            };
        }
        let part = self.bump.name();
        let asked = match self.least() {
            Some(least) => format!("a new {part} version, {} or later, is needed", shown(least)),
            None => format!("a new {part} version is needed"),
        };
        let state = match (self.new.number, self.old.number) {
            (Some(new), Some(_)) if self.is_enough => format!("{} is high enough", shown(new)),
            (Some(new), Some(_)) => format!("the new version is {}", shown(new)),
            (None, _) => "the number of the new version is unknown".to_owned(),
            (_, None) => "the number of the old version is unknown".to_owned(),
        };
        format!("{asked}: {}; {state}", self.because())
    }

    /// Returns why the changes ask for this version number.
    pub(super) fn because(&self) -> &'static str {
        let is_breaking = self.entries.iter().any(|it| it.change.class == Class::Breaking);
        match (self.old.number, self.bump) {
            (_, Bump::None) if self.entries.is_empty() => "nothing changed",
            (_, Bump::None) => "texts do not change what code does",
            (Some((0, 0, _)), _) => "Cargo takes no two versions 0.0.x as compatible",
            (_, Bump::Patch) => "requests, responses or additions changed, compatibly in 0.x",
            (_, Bump::Minor) if is_breaking => "breaking changes of 0.x raise the minor version",
            (_, Bump::Minor) => "requests, responses or additions changed, compatibly",
            (_, Bump::Major) => "breaking changes raise the major version",
        }
    }
}
