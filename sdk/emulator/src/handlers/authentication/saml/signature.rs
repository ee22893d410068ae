//! XML signatures: enveloped, exclusive canonicalization, RSA with SHA-2.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::settings::Settings;
use crate::{failure::Failure, state::keys::Keys};

const NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// Returns the `Signature` element for the element with this ID, whose canonical octets without the
/// signature are given.
///
/// Everything is written in canonical form, so octets are digested and signed as they are sent. The
/// only difference is the declaration of the namespace: it is on `SignedInfo` when that is signed,
/// and on `Signature` in the document.
///
/// # Errors
///
/// Returns an error if the key cannot sign.
pub(super) fn of(
    id: &str,
    canonical: &str,
    settings: &Settings,
    keys: &Keys,
) -> Result<String, Failure> {
    let content = format!(
        "<ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{}\"></ds:SignatureMethod>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{}\"></ds:DigestMethod>\
         <ds:DigestValue>{}</ds:DigestValue></ds:Reference></ds:SignedInfo>",
        settings.signature.signature_uri(),
        settings.digest.digest_uri(),
        STANDARD.encode(settings.digest.digest(canonical.as_bytes())),
    );
    let signed = format!("<ds:SignedInfo xmlns:ds=\"{NAMESPACE}\">{content}");
    let signature = keys.sign(signed.as_bytes(), settings.signature.algorithm());
    let signature = signature
        .map_err(|error| Failure::new(500, format!("cannot sign the SAML response: {error}")))?;
    Ok(format!(
        "<ds:Signature xmlns:ds=\"{NAMESPACE}\"><ds:SignedInfo>{content}\
         <ds:SignatureValue>{}</ds:SignatureValue>{}</ds:Signature>",
        STANDARD.encode(signature),
        key_info("", keys.certificate()),
    ))
}

/// Returns the `KeyInfo` element with the certificate, with the declaration of its namespace.
pub(super) fn declared_key_info(certificate: &[u8]) -> String {
    key_info(&format!(" xmlns:ds=\"{NAMESPACE}\""), certificate)
}

fn key_info(declaration: &str, certificate: &[u8]) -> String {
    format!(
        "<ds:KeyInfo{declaration}><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate>\
         </ds:X509Data></ds:KeyInfo>",
        STANDARD.encode(certificate)
    )
}
