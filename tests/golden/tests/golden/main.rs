//! The generated SDK against reviewed code and documented JSON.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::Path;

mod documented_json;
mod documented_tables;
mod examples;
mod front_page;
mod fuzz;
mod generated_code;
mod leniency;
mod links;
mod robustness;

/// Returns the folder of the reviewed and the documented files.
fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
