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

/// File in which a type is defined.
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

/// Schema of the response envelope; its type in the SDK is hand-written.
pub const ENVELOPE: &str = "Envelope";
