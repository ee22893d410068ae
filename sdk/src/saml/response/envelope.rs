//! [`Envelope`]: what a response says around its assertion.

use roxmltree::Node;
use uppsala::NodeId;

use super::assertion::{invalid, issuer, trimmed};
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
    pub(super) fn unsigned(tree: &Tree<'_>, response: NodeId) -> Result<Self, Error> {
        let attribute = |name| tree.attribute(response, name).map(str::to_owned);
        let issuer = match tree.children_of(response, SAML, "Issuer")[..] {
            [] => None,
            [issuer] => {
                let text = tree.text(issuer);
                Some(text.ok_or_else(|| invalid("the issuer contains elements"))?)
            }
            _ => return Err(invalid("`Issuer` is repeated")),
        };
        Ok(Self {
            issuer: issuer.map(|it| trimmed(&it)).filter(|it| !it.is_empty()),
            destination: attribute("Destination"),
            in_response_to: attribute("InResponseTo"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::SamlErrorKind;

    fn issuer(content: &str) -> Result<Option<String>, SamlErrorKind> {
        let xml = format!("<a xmlns:s='{SAML}'>{content}</a>");
        let tree = Tree::parse(&xml).unwrap();
        match Envelope::unsigned(&tree, tree.root()) {
            Ok(envelope) => Ok(envelope.issuer),
            Err(Error::Saml(error)) => Err(error.kind()),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn the_issuer_of_an_unsigned_response_is_read_like_that_of_a_signed_one() {
        assert_eq!(issuer(""), Ok(None));
        assert_eq!(issuer("<s:Issuer> </s:Issuer>"), Ok(None));
        let commented = issuer("<s:Issuer>\n a<!-- x -->b </s:Issuer>");
        assert_eq!(commented, Ok(Some("ab".to_owned())));
        for content in
            ["<s:Issuer>a<b/></s:Issuer>", "<s:Issuer>a</s:Issuer><s:Issuer>a</s:Issuer>"]
        {
            assert_eq!(issuer(content), Err(SamlErrorKind::InvalidAssertion), "{content}");
        }
    }
}
