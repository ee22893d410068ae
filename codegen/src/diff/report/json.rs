//! The report as JSON. The form is stable: keys are added, none is removed or changes its meaning.
//!
//! ```json
//! {
//!   "old": { "label": "v0.1.0", "version": "0.1.0" },
//!   "new": { "label": "spec", "version": null },
//!   "notes": ["the API `management` is not compared: only one version has it"],
//!   "summary": { "breaking": 1, "behavior": 0, "additive": 0, "docs": 0 },
//!   "bump": { "asked": "minor", "because": "…", "least": "0.2.0", "enough": false },
//!   "changes": [
//!     {
//!       "rule": "field-type",
//!       "class": "breaking",
//!       "kind": "changed",
//!       "subject": { "kind": "type", "name": "UpdateRoleDto" },
//!       "at": "UpdateRoleDto.status",
//!       "message": "…",
//!       "old": "Option<String>",
//!       "new": "Option<RoleStatus>",
//!       "uses": ["management updateRole"],
//!       "path": [],
//!       "note": null,
//!       "sameWire": true,
//!       "file": "management/role.yaml",
//!       "pointer": "#/components/schemas/UpdateRoleDto/properties/status"
//!     }
//!   ]
//! }
//! ```
//!
//! `asked` is `none`, `patch`, `minor` or `major`; `least` is `null` if the old number is unknown.
//! The subject is a `module` or an `operation` (both with `api` and `name`), a `type` (with `name`),
//! or `codes`. Lists are complete. `path` is the way to a type that contains itself, from a type that
//! an operation uses, with each type once.

use serde::Serialize;

use super::summary::shown;
use super::{Entry, Report, Side};
use crate::diff::{Class, Kind, Subject};

#[derive(Serialize)]
struct Shown<'a> {
    old: ShownSide<'a>,
    new: ShownSide<'a>,
    notes: &'a [String],
    summary: Summary,
    bump: ShownBump,
    changes: Vec<ShownChange<'a>>,
}

#[derive(Serialize)]
struct ShownSide<'a> {
    label: &'a str,
    version: Option<String>,
}

#[derive(Serialize)]
struct Summary {
    breaking: usize,
    behavior: usize,
    additive: usize,
    docs: usize,
}

#[derive(Serialize)]
struct ShownBump {
    asked: &'static str,
    because: &'static str,
    least: Option<String>,
    enough: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownChange<'a> {
    rule: &'a str,
    class: &'static str,
    kind: &'static str,
    subject: ShownSubject<'a>,
    at: &'a str,
    message: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    uses: &'a [String],
    path: &'a [String],
    note: Option<&'a str>,
    same_wire: bool,
    file: String,
    pointer: String,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum ShownSubject<'a> {
    Module { api: &'static str, name: &'a str },
    Operation { api: &'static str, name: &'a str },
    Type { name: &'a str },
    Codes,
}

impl Report {
    /// Returns the report as JSON.
    ///
    /// # Errors
    ///
    /// None that can happen: all keys are strings.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let report = Shown {
            old: side(&self.old),
            new: side(&self.new),
            notes: &self.notes,
            summary: Summary {
                breaking: self.count(Class::Breaking),
                behavior: self.count(Class::Behavior),
                additive: self.count(Class::Additive),
                docs: self.count(Class::Docs),
            },
            bump: ShownBump {
                asked: self.bump.name(),
                because: self.because(),
                least: self.least().map(shown),
                enough: self.is_enough,
            },
            changes: self.entries.iter().map(change).collect(),
        };
        Ok(serde_json::to_string_pretty(&report)? + "\n")
    }
}

fn side(side: &Side) -> ShownSide<'_> {
    ShownSide { label: &side.label, version: side.number.map(shown) }
}

fn change(entry: &Entry) -> ShownChange<'_> {
    let Entry { change, place, .. } = entry;
    ShownChange {
        rule: change.rule,
        class: change.class.name(),
        kind: match change.kind {
            Kind::Added => "added",
            Kind::Removed => "removed",
            Kind::Renamed => "renamed",
            Kind::Moved => "moved",
            Kind::Changed => "changed",
        },
        subject: match &change.subject {
            Subject::Module(api, name) => ShownSubject::Module { api: api.as_str(), name },
            Subject::Operation(api, name) => ShownSubject::Operation { api: api.as_str(), name },
            Subject::Type(name) => ShownSubject::Type { name },
            Subject::Codes => ShownSubject::Codes,
        },
        at: &change.at,
        message: &change.message,
        old: change.old.as_deref(),
        new: change.new.as_deref(),
        uses: &change.uses,
        path: &change.path,
        note: change.note.as_deref(),
        same_wire: change.same_wire,
        file: place.file.to_string_lossy().replace('\\', "/"),
        pointer: place.to_fragment(),
    }
}
