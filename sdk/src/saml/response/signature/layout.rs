//! [`Layout`]: the parts of a signature in the tree.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use uppsala::NodeId;

use super::Tree;
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::saml::names::{DSIG, EXCLUSIVE_C14N};

/// The most bytes of a `PrefixList`.
const LONGEST_LIST: usize = 1_024;
/// The most prefixes of a `PrefixList`.
const MOST_PREFIXES: usize = 64;

/// The parts of a signature that are needed to find out what was signed.
pub(super) struct Layout {
    pub(super) signed_info: NodeId,
    /// The prefixes that canonicalization of `SignedInfo` treats as used.
    pub(super) prefixes: Vec<String>,
    pub(super) signature_value: Vec<u8>,
}

pub(super) fn refused(problem: &str) -> Error {
    SamlError::new(Kind::SignatureLayout, problem).into()
}

impl Layout {
    /// Checks the layout of a signature: `SignedInfo`, `SignatureValue` and at most one `KeyInfo`, in
    /// this order, without comments.
    pub(super) fn of(tree: &Tree<'_>, signature: NodeId) -> Result<Self, Error> {
        if !tree.is_plain(signature) {
            // Readers differ in what they make of the text around them.
            return Err(refused("the signature has a comment or a CDATA section"));
        }
        let children: Vec<NodeId> = tree.children(signature).collect();
        let is = |id: &NodeId, name| tree.is(*id, DSIG, name);
        let (signed_info, value) = match &*children {
            [info, value] => (info, value),
            [info, value, key] if is(key, "KeyInfo") => (info, value),
            _ => return Err(refused("the signature has other parts than those of SAML")),
        };
        if !is(signed_info, "SignedInfo") || !is(value, "SignatureValue") {
            return Err(refused("the signature has other parts than those of SAML"));
        }
        if tree.has_loose_text(signature) || tree.has_loose_text(*signed_info) {
            return Err(refused("the signature has text between its elements"));
        }
        let &[method] = &*tree.children_of(*signed_info, DSIG, "CanonicalizationMethod") else {
            return Err(refused("the signature has no single canonicalization method"));
        };
        if tree.attribute(method, "Algorithm") != Some(EXCLUSIVE_C14N) {
            return Err(SamlError::new(
                Kind::Algorithm,
                "the signature is not canonicalized by exclusive C14N without comments",
            )
            .into());
        }
        let prefixes = match &*tree.children(method).collect::<Vec<_>>() {
            [] => Vec::new(),
            [child] if tree.is(*child, EXCLUSIVE_C14N, "InclusiveNamespaces") => {
                prefixes(tree.attribute(*child, "PrefixList"))?
            }
            _ => return Err(refused("the canonicalization method has unknown parameters")),
        };
        let signature_value = tree.text(*value).as_deref().and_then(decoded);
        let signature_value = signature_value
            .ok_or_else(|| refused("`SignatureValue` is not base64 of the standard alphabet"))?;
        Ok(Self { signed_info: *signed_info, prefixes, signature_value })
    }
}

/// Returns the prefixes of a `PrefixList`.
///
/// Canonicalization looks at all of them on every element, before the key of the signature is known
/// to be one of the identity provider.
pub(super) fn prefixes(list: Option<&str>) -> Result<Vec<String>, Error> {
    let list = list.unwrap_or_default();
    let prefixes: Vec<String> = list.split_ascii_whitespace().map(str::to_owned).collect();
    if list.len() > LONGEST_LIST || prefixes.len() > MOST_PREFIXES {
        let problem = "the signature has a list of more than 64 prefixes or 1,024 bytes";
        return Err(SamlError::new(Kind::TooLarge, problem).into());
    }
    Ok(prefixes)
}

/// Decodes base64, with blanks and line ends in it.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|it| !" \t\r\n".contains(*it)).collect();
    STANDARD.decode(text).ok()
}
