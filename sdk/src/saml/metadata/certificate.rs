//! Certificates, of which the public key is all that counts.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{Decode as _, Reader, Result as DerResult, SliceReader, Tag, TagNumber};

use super::key::SigningKey;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Reads the keys of certificates, each a block of PEM or the base64 of DER. Keys of other
/// algorithms than RSA are left out.
pub(super) fn keys_of_text(text: &str) -> Result<Vec<SigningKey>, String> {
    if !text.contains("-----BEGIN") {
        return Ok(key_of_base64(text)?.into_iter().collect());
    }
    let mut keys = Vec::new();
    let mut blocks = text.split(BEGIN);
    // Text before the first block describes it.
    blocks.next();
    let mut has_block = false;
    for block in blocks {
        has_block = true;
        let (base64, _) = block.split_once(END).ok_or("has a block of PEM without an end")?;
        keys.extend(key_of_base64(base64)?);
    }
    if has_block { Ok(keys) } else { Err("is PEM without a block `CERTIFICATE`".to_owned()) }
}

/// Reads the key of a certificate as base64 of DER; `None` if it is not an RSA key.
pub(super) fn key_of_base64(base64: &str) -> Result<Option<SigningKey>, String> {
    let der = bytes_of_base64(base64)?;
    let info = key_info(&der).map_err(|_| "is not a valid X.509 certificate".to_owned())?;
    SigningKey::from_info(info)
}

/// Decodes base64 with line breaks and blanks.
pub(super) fn bytes_of_base64(base64: &str) -> Result<Vec<u8>, String> {
    let base64: String = base64.split_ascii_whitespace().collect();
    STANDARD.decode(base64).map_err(|_| "is not valid base64".to_owned())
}

/// Returns the `SubjectPublicKeyInfo` of a certificate (RFC 5280, 4.1).
///
/// Nothing else is decoded: certificates of SAML are often signed by themselves, with numbers and
/// names that parsers of certificates refuse.
fn key_info(der: &[u8]) -> DerResult<&[u8]> {
    AnyRef::from_der(der)?.sequence(|certificate| {
        let info = AnyRef::decode(certificate)?.sequence(|certificate| {
            let version = Tag::ContextSpecific { constructed: true, number: TagNumber::N0 };
            if certificate.peek_tag()? == version {
                certificate.tlv_bytes()?;
            }
            // Serial number, algorithm, issuer, validity and subject.
            for _ in 0..5 {
                certificate.tlv_bytes()?;
            }
            let info = certificate.tlv_bytes()?;
            skip_rest(certificate)?;
            Ok(info)
        })?;
        skip_rest(certificate)?;
        Ok(info)
    })
}

fn skip_rest(reader: &mut SliceReader<'_>) -> DerResult<()> {
    while !reader.is_finished() {
        reader.tlv_bytes()?;
    }
    Ok(())
}
