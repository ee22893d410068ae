//! An identity provider in Rust for tests of `genauth::saml`.
//!
//! It shares no code with the SDK: it writes documents in their canonical form, so that the text of an
//! element is what its digest covers, and signs them with keys of this process. Every field can be
//! replaced or left out, before or after signing.
//!
//! ```ignore
//! let case = Case::new().await;
//! let attack = case.xml().replace("alice@corp.example", "admin@corp.example");
//! case.refused(&attack, SamlErrorKind::Digest).await;
//! ```

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod assertion;
mod case;
mod edit;
mod key;
pub mod oracle;
mod response;
mod signature;
mod sp;
mod store;
mod time;
mod xml;

pub use assertion::{
    Assertion, Attribute, Authn, Conditions, Confirmation, ConfirmationData, NameId, Subject,
};
pub use case::{Case, Outcome, error_kind};
pub use edit::Edit;
pub use key::{ATTACKER, Hash, IDP, Key, SECOND};
pub use response::{Document, Response, Status};
pub use signature::{Scheme, Signing};
pub use sp::{ACS, ENTITY_ID, IDP_ENTITY_ID, Sp, form};
pub use store::RecordingStore;
pub use time::{NOW, at, at_millis};
pub use xml::{ASSERTION_NS, DS, PROTOCOL_NS, attribute_text, element, text};
