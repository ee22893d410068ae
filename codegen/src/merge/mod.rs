//! Merges a new document of the vendor into the spec.

mod outcome;

pub use outcome::{Described, Finding, FindingKind, Needs, Outcome};
