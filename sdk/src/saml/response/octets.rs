//! [`Octets`]: canonical octets, parsed once.
//!
//! They have no comments, no document type and one form of each text, so a reader cannot see
//! anything in them but what was digested.

use roxmltree::{Document, Node};

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

/// Returns the elements directly in an element.
pub(super) fn children<'a, 'input>(node: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
    node.children().filter(Node::is_element).collect()
}

/// Returns the elements of a name directly in an element.
pub(super) fn children_of<'a, 'input>(
    node: Node<'a, 'input>,
    namespace: &str,
    name: &str,
) -> Vec<Node<'a, 'input>> {
    node.children().filter(|it| it.has_tag_name((namespace, name))).collect()
}

/// Returns the text of an element, all of it; `None` if it contains elements.
pub(super) fn plain_text(node: Node<'_, '_>) -> Option<String> {
    let has_elements = node.children().any(|it| it.is_element());
    if has_elements { None } else { Some(all_text(node)) }
}

/// Returns all text in an element and in its elements, in the order of the document.
pub(super) fn all_text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|it| it.text()).collect()
}
