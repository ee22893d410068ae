//! Merges a new document of the vendor into the spec.

mod join;
mod outcome;
mod renames;

pub use outcome::{Described, Finding, FindingKind, Needs, Outcome};
