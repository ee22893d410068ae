//! [`SignedInfo`]: what a signature says, read from the octets that were signed.

use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RsaParameters,
};
use roxmltree::{Document, Node};

use super::layout::{decoded, prefixes, refused};
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::saml::names::{DSIG, ENVELOPED_SIGNATURE, EXCLUSIVE_C14N};
use crate::xml::{attribute, elements, plain_text};

/// The content of a `SignedInfo`.
pub(super) struct SignedInfo {
    pub(super) signature_algorithm: &'static RsaParameters,
    /// The URI of the signed element.
    pub(super) reference: String,
    /// The prefixes that canonicalization of the element treats as used.
    pub(super) prefixes: Vec<String>,
    pub(super) digest_algorithm: &'static digest::Algorithm,
    pub(super) digest: Vec<u8>,
}

impl SignedInfo {
    /// Reads the canonical octets of a `SignedInfo`.
    pub(super) fn parse(octets: &[u8]) -> Result<Self, Error> {
        let text = std::str::from_utf8(octets).map_err(|_| refused("`SignedInfo` is not UTF-8"))?;
        let document = Document::parse(text)
            .map_err(|_| refused("the canonical form of `SignedInfo` is not well-formed"))?;
        let [_, method, reference] = elements(document.root_element())[..] else {
            return Err(refused("the signature does not have one method and one reference"));
        };
        let reference = named(reference, "Reference")?;
        let [transforms, digest_method, digest_value] = elements(reference)[..] else {
            return Err(refused("the reference does not have transforms and one digest"));
        };
        let digest = named(digest_value, "DigestValue")?;
        let digest = plain_text(digest).as_deref().and_then(decoded);
        Ok(Self {
            signature_algorithm: signature_algorithm(named(method, "SignatureMethod")?)?,
            reference: attribute(reference, "URI").unwrap_or_default().to_owned(),
            prefixes: transform_prefixes(named(transforms, "Transforms")?)?,
            digest_algorithm: digest_algorithm(named(digest_method, "DigestMethod")?)?,
            digest: digest.ok_or_else(|| refused("`DigestValue` is not base64"))?,
        })
    }
}

/// Returns an element if it has a name.
fn named<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Result<Node<'a, 'input>, Error> {
    let is_named = node.has_tag_name((DSIG, name));
    if is_named { Ok(node) } else { Err(refused(&format!("the signature has no `{name}`"))) }
}

fn unsupported(problem: &str) -> Error {
    SamlError::new(Kind::Algorithm, problem).into()
}

fn signature_algorithm(method: Node<'_, '_>) -> Result<&'static RsaParameters, Error> {
    if !elements(method).is_empty() {
        return Err(unsupported("the signature method has parameters"));
    }
    match attribute(method, "Algorithm").unwrap_or_default() {
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => Ok(&RSA_PKCS1_2048_8192_SHA256),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => Ok(&RSA_PKCS1_2048_8192_SHA384),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => Ok(&RSA_PKCS1_2048_8192_SHA512),
        _ => Err(unsupported(
            "the signature is not RSA with SHA-256, SHA-384 or SHA-512; choose `rsa-sha256` at the \
             identity provider",
        )),
    }
}

fn digest_algorithm(method: Node<'_, '_>) -> Result<&'static digest::Algorithm, Error> {
    match attribute(method, "Algorithm").unwrap_or_default() {
        "http://www.w3.org/2001/04/xmlenc#sha256" => Ok(&SHA256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Ok(&SHA384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Ok(&SHA512),
        _ => Err(unsupported(
            "the digest is not SHA-256, SHA-384 or SHA-512; choose `sha256` at the identity provider",
        )),
    }
}

/// Checks that the transforms are those of SAML, and returns the prefixes of the canonicalization.
fn transform_prefixes(transforms: Node<'_, '_>) -> Result<Vec<String>, Error> {
    let other = || {
        unsupported(
            "the transforms are not the enveloped signature followed by exclusive C14N without \
             comments",
        )
    };
    let [enveloped, canonical] = elements(transforms)[..] else { return Err(other()) };
    let is = |node: Node<'_, '_>, algorithm| {
        node.has_tag_name((DSIG, "Transform")) && attribute(node, "Algorithm") == Some(algorithm)
    };
    let has_others = !elements(enveloped).is_empty();
    if has_others || !is(enveloped, ENVELOPED_SIGNATURE) || !is(canonical, EXCLUSIVE_C14N) {
        return Err(other());
    }
    match elements(canonical)[..] {
        [] => Ok(Vec::new()),
        [list] if list.has_tag_name((EXCLUSIVE_C14N, "InclusiveNamespaces")) => {
            prefixes(attribute(list, "PrefixList"))
        }
        _ => Err(other()),
    }
}
