//! A version of the spec.

use crate::api::Api;
use crate::document::Document;
use crate::render::names::Names;

/// A version of the spec, ready to be compared.
#[derive(Debug)]
pub struct Version {
    /// The name that reports use.
    pub label: String,
    /// The spec. Where the other version is a bundle, reduced to what bundles state.
    pub document: Document,
    /// Its model.
    pub api: Api,
    /// Its names in Rust.
    pub names: Names,
    /// The version number of the crates, if known: major, minor, patch.
    pub number: Option<(u64, u64, u64)>,
    /// The facts that it states beyond the content of operations and schemas.
    pub states: States,
}

/// The facts that a version states, or that a bundle loses. Both versions of a comparison state the
/// same: a directory that is compared with a bundle is reduced to what the bundle states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct States {
    /// The order of properties and operations. Without it they are sorted by name, and positions
    /// in `new` mean nothing.
    pub order: bool,
    /// The codes in responses, `errors.yaml`. Without them there are none.
    pub codes: bool,
    /// The files that schemas are in, titles of modules, and shared schemas that nothing uses.
    /// Without them, a schema is in the file of the module that uses it, or in `common.yaml` if
    /// several do.
    pub files: bool,
}

impl States {
    /// What a directory states.
    pub const ALL: Self = Self { order: true, codes: true, files: true };
}
