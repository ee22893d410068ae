//! Rendering: the model as Rust files.
//!
//! [`names`] names everything in Rust, `view` prepares the data of the templates, and `engine`
//! fills the templates.

pub mod constructor;
mod docs;
mod engine;
mod features;
mod helpers;
pub mod ident;
mod layout;
mod manifest;
pub mod names;
mod program;
pub mod spec_json;
mod statement;
mod view;

pub use engine::FileSet;
pub use features::feature_of;
pub use manifest::manifest_section;
pub use program::{Programs, sample_body};

use crate::api::Api;

/// Renders every file of the generated part of the SDK.
pub fn render(api: &Api, names: &names::Names) -> FileSet {
    engine::render(&view::files(api, names))
}
