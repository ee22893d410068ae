//! Creating changes.

use super::table::Rule;
use crate::diagnostics::Pointer;
use crate::diff::{Change, Kind, Subject};

impl Change {
    /// Creates a change that `rule` found; the wire changes.
    pub(super) fn new(
        rule: &Rule,
        kind: Kind,
        (subject, at): (&Subject, impl Into<String>),
        message: impl Into<String>,
        pointer: &Pointer,
    ) -> Self {
        Self {
            rule: rule.id,
            class: rule.class,
            kind,
            subject: subject.clone(),
            at: at.into(),
            message: message.into(),
            old: None,
            new: None,
            uses: Vec::new(),
            path: Vec::new(),
            note: None,
            same_wire: false,
            pointer: pointer.clone(),
        }
    }

    /// Sets the old value; an empty one is none.
    pub(super) fn was(mut self, old: impl Into<String>) -> Self {
        self.old = Some(old.into()).filter(|old| !old.is_empty());
        self
    }

    /// Sets the new value; an empty one is none.
    pub(super) fn becomes(mut self, new: impl Into<String>) -> Self {
        self.new = Some(new.into()).filter(|new| !new.is_empty());
        self
    }

    pub(super) fn used_by(mut self, uses: &[String]) -> Self {
        self.uses = uses.to_vec();
        self
    }

    pub(super) fn same_wire(self) -> Self {
        Self { same_wire: true, ..self }
    }

    pub(super) fn same_wire_if(self, same_wire: bool) -> Self {
        Self { same_wire, ..self }
    }

    /// Adds a remark after those that it has.
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        self.note = Some(match self.note {
            Some(before) => format!("{before}; {note}"),
            None => note,
        });
        self
    }

    pub(super) fn note_if(self, applies: bool, note: &str) -> Self {
        if applies { self.note(note) } else { self }
    }
}
