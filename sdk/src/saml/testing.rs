//! Keys, certificates, metadata and clients of unit tests.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::PublicKeyComponents;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use url::Url;

use super::{IdpMetadata, SamlClientBuilder};
use crate::error::{Error, SamlErrorKind};

pub(super) const IDP: &str = "https://idp.example/saml";

/// Returns an element of DER.
pub(super) fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], &length[..], content]
        .concat()
        .into_iter()
        .enumerate()
        // Lengths below 128 and 256 have shorter forms.
        .filter(|(index, _)| match content.len() {
            0..128 => !matches!(index, 1 | 2),
            128..256 => *index != 2,
            _ => true,
        })
        .map(|(index, byte)| match (index, content.len()) {
            (1, 128..256) => 0x81,
            _ => byte,
        })
        .collect()
}

/// Returns the public key with a modulus of this many bits.
pub(super) fn rsa_key(bits: usize, seed: u8) -> Vec<u8> {
    let mut modulus = vec![seed | 1; bits / 8];
    modulus[0] |= 0x80;
    let numbers = PublicKeyComponents { n: modulus, e: vec![1, 0, 1] };
    numbers.as_der().unwrap().as_ref().to_vec()
}

/// Returns a public key of an elliptic curve.
pub(super) fn ec_key() -> Vec<u8> {
    // `id-ecPublicKey`, P-256.
    let algorithm = [
        der(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]),
        der(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]),
    ];
    let key = [&[0, 4][..], &[7; 64]].concat();
    der(0x30, &[der(0x30, &algorithm.concat()), der(3, &key)].concat())
}

/// Returns the base64 of a certificate with a public key, with parts that parsers refuse.
pub(super) fn certificate(info: &[u8], is_expired: bool) -> String {
    let until = if is_expired { "010101000000Z" } else { "490101000000Z" };
    let validity = [der(0x17, b"000101000000Z"), der(0x17, until.as_bytes())].concat();
    let body = [
        der(0xa0, &der(2, &[2])),
        // A serial number with leading zeros.
        der(2, &[0, 0, 7]),
        der(0x30, &[]),
        der(0x30, &[]),
        der(0x30, &validity),
        der(0x30, &[]),
        info.to_vec(),
        der(0xa3, &der(0x30, &[])),
    ];
    let parts = [der(0x30, &body.concat()), der(0x30, &[]), der(3, &[0, 1])];
    STANDARD.encode(der(0x30, &parts.concat()))
}

/// Returns the base64 of a certificate with an RSA key of 2,048 bits.
pub(super) fn rsa_certificate(seed: u8) -> String {
    certificate(&rsa_key(2_048, seed), false)
}

/// Returns a `KeyDescriptor` with a certificate.
pub(super) fn descriptor(attribute: &str, certificate: &str) -> String {
    format!(
        "<md:KeyDescriptor {attribute}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )
}

/// Returns an `EntityDescriptor` of an identity provider.
pub(super) fn entity(id: &str, attributes: &str, content: &str) -> String {
    format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{id}" {attributes}><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol">{content}</md:IDPSSODescriptor></md:EntityDescriptor>"#
    )
}

/// Returns metadata with this login URL.
pub(super) fn idp(login_url: Option<&str>) -> IdpMetadata {
    let metadata = IdpMetadata::from_certificates(IDP, [rsa_certificate(7)]).unwrap();
    match login_url {
        Some(url) => metadata.with_login_url(url).unwrap(),
        None => metadata,
    }
}

/// 2026-01-02T03:04:05.5Z
pub(super) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(1_767_323_045_500)
}

/// Returns the builder of a client that can be built.
pub(super) fn builder() -> SamlClientBuilder {
    SamlClientBuilder::new(&Url::parse("https://example.genauth.ai/").unwrap(), "APP_ID")
        .entity_id("https://app.example/saml")
        .acs_url("https://app.example/saml/acs")
        .idp_metadata(idp(None))
        .clock(now)
}

/// Returns the kind of an error.
pub(super) fn kind<T>(outcome: Result<T, Error>) -> SamlErrorKind {
    match outcome {
        Err(Error::Saml(error)) => error.kind(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it succeeded"),
    }
}
