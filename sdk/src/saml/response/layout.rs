//! [`Layout`]: where the parts of a response are.

use uppsala::NodeId;

use super::tree::Tree;
use super::{ids, status};
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::saml::names::{DSIG, SAML, SAMLP, XENC};

/// The parts of a response whose layout was checked: one assertion in the whole message, and
/// signatures in no other place than those of SAML.
pub(super) struct Layout {
    pub(super) response: NodeId,
    pub(super) assertion: NodeId,
    pub(super) response_signature: Option<NodeId>,
    pub(super) assertion_signature: Option<NodeId>,
}

fn refused(kind: Kind, problem: &str) -> Error {
    SamlError::new(kind, problem).into()
}

impl Layout {
    /// Checks the layout of a message, and its status before anything of an assertion.
    pub(super) fn of(tree: &Tree<'_>) -> Result<Self, Error> {
        let response = tree.root();
        if !tree.is(response, SAMLP, "Response") {
            return Err(refused(
                Kind::NotAResponse,
                "the message is not a SAML response (`samlp:Response`)",
            ));
        }
        if tree.attribute(response, "Version") != Some("2.0") {
            return Err(refused(Kind::NotAResponse, "the response is not one of SAML 2.0"));
        }
        if tree.attribute(response, "ID").is_none_or(str::is_empty) {
            return Err(refused(Kind::NotAResponse, "the response has no ID"));
        }
        ids::check(tree)?;
        status::check(tree, response)?;
        let assertion = assertion(tree, response)?;
        let mut layout =
            Self { response, assertion, response_signature: None, assertion_signature: None };
        layout.find_signatures(tree)?;
        Ok(layout)
    }

    /// Finds the signatures of the response and of its assertion.
    fn find_signatures(&mut self, tree: &Tree<'_>) -> Result<(), Error> {
        for signature in tree.elements(self.response).filter(|it| tree.is(*it, DSIG, "Signature")) {
            let place = match tree.parent(signature) {
                Some(parent) if parent == self.response => &mut self.response_signature,
                Some(parent) if parent == self.assertion => &mut self.assertion_signature,
                _ => {
                    return Err(refused(
                        Kind::SignatureLayout,
                        "a signature is neither in the response nor in the assertion",
                    ));
                }
            };
            if place.replace(signature).is_some() {
                return Err(refused(Kind::SignatureLayout, "an element has two signatures"));
            }
        }
        if self.response_signature.is_none() && self.assertion_signature.is_none() {
            return Err(refused(
                Kind::Unsigned,
                "neither the response nor its assertion is signed",
            ));
        }
        Ok(())
    }
}

/// Returns the assertion, the only one of the message, whatever the place.
fn assertion(tree: &Tree<'_>, response: NodeId) -> Result<NodeId, Error> {
    let mut assertions = Vec::new();
    for element in tree.elements(response) {
        let encrypted = ["EncryptedAssertion", "EncryptedID", "EncryptedAttribute"];
        if tree.is_in(element, XENC) || encrypted.iter().any(|name| tree.is(element, SAML, name)) {
            return Err(refused(
                Kind::Encrypted,
                "the response is encrypted, which is not supported; turn encryption of assertions \
                 off in the console",
            ));
        }
        if tree.is(element, SAML, "Assertion") {
            assertions.push(element);
        }
    }
    let assertion = match &*assertions {
        [] => return Err(refused(Kind::MissingAssertion, "the response has no assertion")),
        [assertion] => *assertion,
        _ => {
            return Err(refused(
                Kind::SeveralAssertions,
                "the message has more than one assertion",
            ));
        }
    };
    if tree.parent(assertion) != Some(response) {
        return Err(refused(
            Kind::MisplacedAssertion,
            "the assertion is not a direct child of the response",
        ));
    }
    Ok(assertion)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &str = "<p:Response xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' \
        xmlns:a='urn:oasis:names:tc:SAML:2.0:assertion' \
        xmlns:d='http://www.w3.org/2000/09/xmldsig#' ID='r' Version='2.0'>";
    const STATUS: &str = "<p:Status><p:StatusCode \
        Value='urn:oasis:names:tc:SAML:2.0:status:Success'/></p:Status>";

    fn kind(content: &str) -> Option<Kind> {
        let xml = format!("{OPEN}{STATUS}{content}</p:Response>");
        match Layout::of(&Tree::parse(&xml).unwrap()) {
            Ok(_) => None,
            Err(Error::Saml(error)) => Some(error.kind()),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn there_is_one_assertion_whatever_the_place() {
        const SIGNED: &str = "<a:Assertion ID='a'><d:Signature/></a:Assertion>";
        assert_eq!(kind(SIGNED), None);
        assert_eq!(kind("<d:Signature/><a:Assertion/>"), None);
        assert_eq!(kind(""), Some(Kind::MissingAssertion));
        assert_eq!(kind("<d:Signature/>"), Some(Kind::MissingAssertion));
        assert_eq!(kind("<a:Assertion/>"), Some(Kind::Unsigned));
        for place in ["p:Extensions", "d:Signature", "x"] {
            let moved = format!("<{place}>{SIGNED}</{place}>");
            assert_eq!(kind(&moved), Some(Kind::MisplacedAssertion), "{moved}");
            let both = format!("{moved}<a:Assertion/>");
            assert_eq!(kind(&both), Some(Kind::SeveralAssertions), "{both}");
        }
        let advice = "<a:Assertion><d:Signature/><a:Advice><a:Assertion/></a:Advice></a:Assertion>";
        assert_eq!(kind(advice), Some(Kind::SeveralAssertions));
        assert_eq!(kind("<a:EncryptedAssertion/>"), Some(Kind::Encrypted));
    }

    #[test]
    fn signatures_are_in_the_response_or_in_the_assertion() {
        let two = "<a:Assertion><d:Signature/><d:Signature/></a:Assertion>";
        assert_eq!(kind(two), Some(Kind::SignatureLayout));
        let deep = "<a:Assertion><d:Signature/><a:Advice><d:Signature/></a:Advice></a:Assertion>";
        assert_eq!(kind(deep), Some(Kind::SignatureLayout));
        let both = "<d:Signature/><a:Assertion><d:Signature/></a:Assertion>";
        assert_eq!(kind(both), None);
    }
}
