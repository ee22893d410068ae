//! [`Octets`]: canonical octets, parsed once.
//!
//! They have no comments, no document type and one form of each text, so a reader cannot see
//! anything in them but what was digested.

use roxmltree::Document;

use crate::error::{Error, SamlError, SamlErrorKind as Kind};

/// The text of canonical octets.
pub(super) struct Octets(String);

impl Octets {
    pub(super) fn new(octets: Vec<u8>) -> Result<Self, Error> {
        let text = String::from_utf8(octets).map_err(|_| not_readable())?;
        Ok(Self(text))
    }

    /// Parses the octets.
    pub(super) fn parse(&self) -> Result<Document<'_>, Error> {
        Document::parse(&self.0).map_err(|_| not_readable())
    }
}

fn not_readable() -> Error {
    let problem = "the canonical form of the signed element is not well-formed";
    SamlError::new(Kind::Canonicalization, problem).into()
}
