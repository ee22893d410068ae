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
//!
//! A document of the vendor comes into the spec in the same way:
//!
//! ```text
//! OpenAPI document ─upstream→ Facts ─merge→ edits of spec/ ─edit→ ─emit→ spec/
//! ```
//!
//! | stage | module | does |
//! | --- | --- | --- |
//! | upstream | [`upstream`] | reads the document and turns it into [`facts`] |
//! | merge | [`merge`] | compares the facts with those of the last import and of the spec |
//! | edit | [`edit`] | changes YAML files without touching the rest of them |
//!
//! [`diff`] compares two versions of the spec.

pub mod api;
pub mod commands;
pub mod diagnostics;
pub mod diff;
pub mod document;
pub mod edit;
pub mod emit;
pub mod facts;
mod file_kind;
pub mod format;
pub mod lower;
pub mod merge;
pub mod passes;
mod pipeline;
pub mod render;
pub mod site;
pub mod upstream;

pub use pipeline::{generate, generate_from, model};
