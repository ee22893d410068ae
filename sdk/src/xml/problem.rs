//! [`Problem`]: why a document is not read.

/// Why a document is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// It exceeds a limit.
    TooLarge,
    /// It has a document type.
    Doctype,
    /// It is not well-formed.
    Malformed,
}

/// Why a document is not read. The text completes a sentence about it, and repeats nothing of it.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) kind: ProblemKind,
    pub(crate) text: String,
}

impl Problem {
    pub(super) fn new(kind: ProblemKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    pub(super) fn doctype() -> Self {
        Self::new(ProblemKind::Doctype, "has a document type, which is not allowed")
    }
}
