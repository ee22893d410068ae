//! XML signatures: the octets that a signature covers, if it is valid.

mod canonical;
mod layout;
mod signed_info;

use aws_lc_rs::digest::digest;
use aws_lc_rs::signature::UnparsedPublicKey;
use uppsala::NodeId;

use super::tree::Tree;
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::saml::metadata::SigningKey;
use layout::Layout;
use signed_info::SignedInfo;

/// Verifies the signature of an element, and returns the octets of the element that were digested.
///
/// What is read of the element must be read from these octets. The certificate in the signature, if
/// there is one, is not looked at: the keys are those of the metadata.
pub(super) fn verify(
    tree: &Tree<'_>,
    element: NodeId,
    signature: NodeId,
    keys: &[SigningKey],
) -> Result<Vec<u8>, Error> {
    let layout = Layout::of(tree, signature)?;
    let signed = canonical::octets(tree, layout.signed_info, None, &layout.prefixes)?;
    // What is compared below is what was signed.
    let info = SignedInfo::parse(&signed)?;
    let id = tree.attribute(element, "ID").unwrap_or_default();
    if id.is_empty() || info.reference.strip_prefix('#') != Some(id) {
        return Err(SamlError::new(
            Kind::Reference,
            "the signature does not cover the element that contains it",
        )
        .into());
    }
    let octets = canonical::octets(tree, element, Some(signature), &info.prefixes)?;
    let empty = digest(info.digest_algorithm, b"");
    if octets.is_empty() || info.digest == empty.as_ref() {
        return Err(SamlError::new(Kind::Digest, "the digest is that of an empty text").into());
    }
    if digest(info.digest_algorithm, &octets).as_ref() != info.digest {
        return Err(SamlError::new(
            Kind::Digest,
            "the digest is not that of the signed element: it was changed after it was signed",
        )
        .into());
    }
    let is_signed_by = |key: &SigningKey| {
        let key = UnparsedPublicKey::new(info.signature_algorithm, &key.0);
        key.verify(&signed, &layout.signature_value).is_ok()
    };
    if !keys.iter().any(is_signed_by) {
        return Err(SamlError::new(
            Kind::Signature,
            "no key in the metadata of the identity provider made the signature; if its keys have \
             changed, read its metadata again",
        )
        .into());
    }
    Ok(octets)
}
