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

impl Availability {
    /// Returns a sentence about the brand that does not offer it; `None` if both do.
    pub fn note(self) -> Option<&'static str> {
        match (self.authing, self.genauth) {
            (true, false) => Some("Documented for Authing; may be missing on GenAuth."),
            (false, true) => Some("Documented for GenAuth; may be missing on Authing."),
            _ => None,
        }
    }
}

/// Schema of the response envelope; its type in the SDK is hand-written.
pub const ENVELOPE: &str = "Envelope";
