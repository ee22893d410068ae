//! Rendering: the model as Rust files.
//!
//! [`names`] decides what everything is called, `view` finishes every string, the templates put
//! the strings in their places, and [`emit`] writes what changed.

pub mod description;
mod docs;
pub mod emit;
mod engine;
mod example;
mod features;
pub mod ident;
mod layout;
pub mod names;
mod outcome;
mod sample;
mod view;

use std::{collections::BTreeMap, path::PathBuf};

use crate::api::Api;

/// Texts by path, relative to the output directory.
pub type FileSet = BTreeMap<PathBuf, String>;

pub use features::{feature_of, manifest_section};

/// Renders every file of the generated part of the SDK.
pub fn render(api: &Api, names: &names::Names) -> FileSet {
    engine::render(&view::files(api, names))
}
