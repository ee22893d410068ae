//! Merges a new document of the vendor into the spec.

mod compare;
mod decide;
mod deviations;
mod enums;
mod join;
pub mod ours;
mod outcome;
mod renames;
pub mod report;
mod steps;

pub use outcome::{Described, Finding, FindingKind, Needs, Outcome};
