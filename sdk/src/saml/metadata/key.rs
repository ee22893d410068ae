//! [`SigningKey`]: a key that verifies signatures.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{PublicKey, PublicKeyComponents};
use aws_lc_rs::signature::RsaParameters;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::spki::SubjectPublicKeyInfoRef;

/// `rsaEncryption` (RFC 8017).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The bits of keys that are secure, and that signatures are verified with.
const BITS: std::ops::RangeInclusive<u32> = 2_048..=8_192;

/// An RSA public key, as DER of `SubjectPublicKeyInfo`.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::saml) struct SigningKey(pub(in crate::saml) Vec<u8>);

impl SigningKey {
    /// Reads a `SubjectPublicKeyInfo`; `None` if the key has another algorithm than RSA. An error
    /// completes a sentence about the key.
    pub(super) fn from_info(der: &[u8]) -> Result<Option<Self>, String> {
        let invalid = || "is not valid DER of a public key".to_owned();
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| invalid())?;
        if info.algorithm.oid != RSA {
            return Ok(None);
        }
        let key = info.subject_public_key.as_bytes().ok_or_else(invalid)?;
        let bits = RsaParameters::public_modulus_len(key).map_err(|_| invalid())?;
        if !BITS.contains(&bits) {
            return Err(format!("has {bits} bits; use an RSA key of 2,048 to 8,192 bits"));
        }
        PublicKey::from_der(der).map_err(|_| invalid())?;
        Ok(Some(Self(der.to_vec())))
    }

    /// Creates a key from its numbers, as big-endian bytes.
    pub(super) fn from_numbers(modulus: &[u8], exponent: &[u8]) -> Result<Option<Self>, String> {
        let trimmed = |number: &[u8]| {
            let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
            number[start..].to_vec()
        };
        let numbers = PublicKeyComponents { n: trimmed(modulus), e: trimmed(exponent) };
        let info = numbers.as_der().map_err(|_| "is not a valid RSA key".to_owned())?;
        Self::from_info(info.as_ref())
    }
}
