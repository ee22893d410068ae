//! Identifiers of modules, and where something is defined and offered.

pub use crate::document::ApiKind;

/// A module, by its API and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId {
    /// The API.
    pub api: ApiKind,
    /// The name of the module.
    pub name: String,
}

/// Where a type is defined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// In one module.
    Module(ModuleId),
    /// Among the shared types.
    Common,
}

/// The brands that offer something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Availability {
    /// Authing.
    pub authing: bool,
    /// GenAuth.
    pub genauth: bool,
}

/// The schema of the response envelope; the SDK defines its type by hand.
pub const ENVELOPE: &str = "Envelope";
