//! Changes between two versions.

use crate::diagnostics::Pointer;
use crate::document::ApiKind;

/// What a change means to users of the SDK, most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Code that uses it no longer compiles, or compiles and does something else.
    Breaking,
    /// Signatures stay, requests or responses change.
    Behavior,
    /// Something new that no existing code notices.
    Additive,
    /// Texts and examples.
    Docs,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It exists only in the new version.
    Added,
    /// It exists only in the old version.
    Removed,
    /// It has another name.
    Renamed,
    /// It is at another address, or in another module.
    Moved,
    /// It is not the same.
    Changed,
}

/// What a change belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A module.
    Module(ApiKind, String),
    /// An operation, by its documented name.
    Operation(ApiKind, String),
    /// A named type, by its documented name.
    Type(String),
    /// The codes in responses.
    Codes,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Id of the rule that classified it.
    pub rule: &'static str,
    /// What it means.
    pub class: Class,
    /// Its kind.
    pub kind: Kind,
    /// What it belongs to.
    pub subject: Subject,
    /// What changed, as users write it: `ManagementClient::list_roles`, `UpdateRoleDto.status`.
    pub at: String,
    /// The consequence in Rust, as a sentence.
    pub message: String,
    /// The old value.
    pub old: Option<String>,
    /// The new value.
    pub new: Option<String>,
    /// The operations that see the change of a type: `management listRoles`.
    pub uses: Vec<String>,
    /// If the type contains itself: the types from one that an operation uses to this one, each once.
    pub path: Vec<String>,
    /// A remark: `compiles and swaps`, `deprecated before`.
    pub note: Option<String>,
    /// Whether requests and responses stay as they are.
    pub same_wire: bool,
    /// Its place in the new version, or in the old one if it was removed.
    pub pointer: Pointer,
}
