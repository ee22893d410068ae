//! [`Envelope`]: what a response says around its assertion.

use roxmltree::Node;
use uppsala::NodeId;

use super::assertion::issuer;
use super::tree::Tree;
use crate::error::Error;
use crate::saml::names::SAML;
use crate::xml::attribute;

/// The attributes of a response. Signed only if the response is; the assertion has a copy of each,
/// which decides.
pub(super) struct Envelope {
    pub(super) issuer: Option<String>,
    pub(super) destination: Option<String>,
    pub(super) in_response_to: Option<String>,
}

impl Envelope {
    /// Reads the attributes from the octets of a signed response.
    pub(super) fn signed(response: Node<'_, '_>) -> Result<Self, Error> {
        Ok(Self {
            issuer: issuer(response)?,
            destination: attribute(response, "Destination").map(str::to_owned),
            in_response_to: attribute(response, "InResponseTo").map(str::to_owned),
        })
    }

    /// Reads the attributes from the message itself.
    pub(super) fn unsigned(tree: &Tree<'_>, response: NodeId) -> Self {
        let attribute = |name| tree.attribute(response, name).map(str::to_owned);
        let issuer = tree.children_of(response, SAML, "Issuer").first().copied();
        let issuer = issuer.map(|it| tree.text(it).unwrap_or_default().trim().to_owned());
        Self {
            issuer: issuer.filter(|it| !it.is_empty()),
            destination: attribute("Destination"),
            in_response_to: attribute("InResponseTo"),
        }
    }
}
