//! Exclusive canonicalization (Exclusive XML Canonicalization 1.0, without comments).

use bergshamra_c14n::{C14nMode, canonicalize_doc};
use bergshamra_xml::NodeSet;
use uppsala::NodeId;

use super::Tree;
use crate::error::{Error, SamlError, SamlErrorKind as Kind};

/// Returns the canonical octets of an element, without one of the elements in it.
pub(super) fn octets(
    tree: &Tree<'_>,
    element: NodeId,
    without: Option<NodeId>,
    prefixes: &[String],
) -> Result<Vec<u8>, Error> {
    let document = tree.document();
    let mut nodes = NodeSet::tree_without_comments(element, document);
    if let Some(without) = without {
        nodes = nodes.subtract(&NodeSet::tree_with_comments(without, document));
    }
    canonicalize_doc(document, C14nMode::Exclusive, Some(&nodes), prefixes).map_err(|_| {
        SamlError::new(Kind::Canonicalization, "the signed element cannot be canonicalized").into()
    })
}
