//! Generates the GenAuth SDK from its spec.
//!
//! Data flows one way. Each stage is a function over a typed value, and only the last one writes:
//!
//! ```text
//! spec/*.yaml ─load→ Document ─lint→ ─lower→ Api ─passes→ Api ─view→ ─render→ FileSet
//! FileSet ─format→ ─emit→ sdk/
//! ```
//!
//! | stage | module | does |
//! | --- | --- | --- |
//! | load, lint | [`document`] | reads the YAML files and checks them |
//! | lower | [`lower`] | turns the document into the model, [`api`] |
//! | passes | [`passes`] | validates and completes the model |
//! | view, render | [`render`] | names everything in Rust and fills the templates |
//! | format | [`format`](mod@format) | runs rustfmt on changed files |
//! | emit | [`emit`] | writes what changed, all files or none |

pub mod api;
pub mod commands;
pub mod diagnostics;
pub mod document;
pub mod emit;
mod file_kind;
pub mod format;
pub mod lower;
pub mod passes;
mod pipeline;
pub mod render;

pub use pipeline::{generate, generate_from, model};
