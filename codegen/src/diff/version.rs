//! A version of the spec.

use crate::api::Api;
use crate::document::Document;
use crate::render::names::Names;

/// A version of the spec, ready to be compared.
#[derive(Debug)]
pub struct Version {
    /// The name that reports use.
    pub label: String,
    /// The spec.
    pub document: Document,
    /// Its model.
    pub api: Api,
    /// Its names in Rust.
    pub names: Names,
    /// The version number of the crates, if known: major, minor, patch.
    pub number: Option<(u64, u64, u64)>,
}
