//! Documents of the vendor: reads them and turns them into facts.
//!
//! The vendor's server publishes one OpenAPI document for each API. [`parse`] reads a document as it
//! is, tolerant of what leaves no doubt; [`normalize`] turns it into [`Facts`], in the form in which
//! the facts of the spec are.
//!
//! ```text
//! text ─parse→ Parsed ─normalize→ Upstream
//! ```

mod digest;
mod map;
mod node;
mod normalize;
mod parse;
mod place;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostics::Diagnostics;
use crate::document::ApiKind;
use crate::facts::{Facts, Key};

pub use map::{Deviation, Known, MAP, Map, Names, load_map};
pub use normalize::normalize;
pub use parse::{Parsed, parse};
pub use source::Source;

/// An API as the vendor's document describes it.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// The API.
    pub api: ApiKind,
    /// Everything that the document states.
    pub facts: Facts,
    /// The keys of the facts in the order of the document: each operation with its parameters, then
    /// each schema with its properties.
    pub order: Vec<Key>,
    /// The vendor's texts, verbatim.
    pub texts: BTreeMap<Key, Text>,
    /// The vendor's examples, verbatim.
    pub examples: BTreeMap<Key, Value>,
    /// Statements of the document that facts cannot express, or that are doubtful.
    pub notes: Vec<Note>,
    /// Entries of the map that were applied, by their tokens in its file.
    pub applied: BTreeSet<Vec<String>>,
}

/// The vendor's texts about one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Summary of an operation, title of a schema.
    pub summary: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Descriptions of enum values, where the document has them apart from the description.
    pub values: BTreeMap<String, String>,
}

/// A remark for the person who imports a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The thing that it is about.
    pub key: Option<Key>,
    /// The remark: a sentence without a period.
    pub message: String,
}

/// Reads a document and turns it into facts.
///
/// # Errors
///
/// The same as those of [`parse`] and [`normalize`].
pub fn read(source: &Source, map: &Map, api: ApiKind) -> Result<Upstream, Diagnostics> {
    normalize(&parse(source)?, map, api)
}
