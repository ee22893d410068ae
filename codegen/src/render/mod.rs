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
mod view;

use std::{collections::BTreeMap, path::PathBuf};

use crate::api::Api;
use crate::diagnostics::Diagnostics;

/// Texts by path, relative to the output directory.
pub type FileSet = BTreeMap<PathBuf, String>;

pub use features::{feature_of, manifest_section};

/// Renders every file of the generated part of the SDK.
///
/// # Errors
///
/// Names of the description that become one name in Rust.
pub fn render(api: &Api) -> Result<FileSet, Diagnostics> {
    let names = names::Names::of(api)?;
    Ok(engine::render(&view::files(api, &names)))
}
