//! What the golden tests share: the description, its examples, and every generated type by name.

mod compare;
mod examples;
mod identified;
mod mutate;
mod types;

use std::path::{Path, PathBuf};

use genauth_codegen::diagnostics::Diagnostics;

pub use compare::difference;
pub use examples::{DocumentedBody, DocumentedValue, documented_bodies, documented_values};
pub use identified::identified;
pub use mutate::{Mutator, mutated_bytes};
pub use types::{DIFFERENT_CLONE, TYPES, Trip, trip_of};

/// The directory of this crate.
pub fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The directory of the description.
pub fn spec() -> PathBuf {
    here().join("../../spec")
}

/// Everything that is wrong with the description, for people.
pub fn problems(found: Diagnostics) -> String {
    found.into_sorted().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
