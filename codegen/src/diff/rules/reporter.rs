//! Creating the changes of an operation.

use super::side::Op;
use super::table::Rule;
use super::words::method;
use crate::diff::{Change, Kind, Subject};

pub(super) fn subject(op: &Op<'_>) -> Subject {
    Subject::Operation(op.api(), op.operation.name.clone())
}

/// Creates the changes of an operation that is in both versions.
pub(super) struct Reporter<'r> {
    subject: Subject,
    pub(super) at: String,
    op: Op<'r>,
    found: &'r mut Vec<Change>,
}

impl<'r> Reporter<'r> {
    pub(super) fn new(op: &Op<'r>, found: &'r mut Vec<Change>) -> Self {
        Self { subject: subject(op), at: method(op.api(), op.operation), op: *op, found }
    }

    pub(super) fn report(&mut self, change: Change) {
        self.found.push(change);
    }

    pub(super) fn change(&self, rule: &Rule, kind: Kind, message: String) -> Change {
        let subject = (&self.subject, self.at.clone());
        Change::new(rule, kind, subject, message, &self.op.operation.pointer)
    }

    /// Adds a change with its values.
    pub(super) fn changed(&mut self, rule: &Rule, message: String, old: &str, new: &str) {
        let change = self.change(rule, Kind::Changed, message).was(old).becomes(new);
        self.found.push(change);
    }

    /// Adds a change that the wire does not show.
    pub(super) fn told(&mut self, rule: &Rule, message: String, old: &str, new: &str) {
        let change = self.change(rule, Kind::Changed, message).was(old).becomes(new);
        self.found.push(change.same_wire());
    }
}
