//! Merges a new document of the vendor into the spec.

mod apply;
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
mod theirs;
mod tombstones;

pub use outcome::{Described, Finding, FindingKind, Needs, Outcome};
