//! Merges a new document of the vendor into the spec.

pub mod ours;
