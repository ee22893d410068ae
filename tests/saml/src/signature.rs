//! Signatures.

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use crate::key::{Hash, IDP, Key};
use crate::xml::{DS, element};

const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";
const ENCRYPTION: &str = "http://www.w3.org/2001/04/xmlenc#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// The computation of a signature value, which need not be what the signature claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// RSA with PKCS #1 1.5.
    Rsa(Hash),
    /// RSA with PSS and SHA-256.
    Pss,
    /// HMAC-SHA-256, with the certificate of the key (DER) as the secret.
    HmacCertificate,
    /// HMAC-SHA-256, with the PEM of the certificate as the secret.
    HmacPem,
    /// HMAC-SHA-256, with the public key as the secret.
    HmacPublicKey,
    /// ECDSA with a key of its own.
    Ecdsa,
    /// An empty value.
    Empty,
}

/// A signature to be made: every field is written as it is.
#[derive(Clone)]
pub struct Signing {
    /// The key.
    pub key: &'static Key,
    /// The computation of the value.
    pub scheme: Scheme,
    /// The URI of the signature method.
    pub method: String,
    /// The URI of the canonicalization of `SignedInfo`, which is exclusive whatever this claims.
    pub canonicalization: String,
    /// The hash of the digest.
    pub digest: Hash,
    /// The URI of the digest method.
    pub digest_method: String,
    /// The digest, in place of the computed one.
    pub digest_value: Option<Vec<u8>>,
    /// The octets to digest, in place of the text of the element.
    pub canonical: Option<String>,
    /// The reference, in place of `#` and the ID of the element. An empty list leaves `URI` out.
    pub reference: Option<Vec<String>>,
    /// The content of `Transforms`.
    pub transforms: String,
    /// The content after the signature value, `KeyInfo` for instance.
    pub rest: String,
    /// The certificate in `KeyInfo`, or no `KeyInfo`.
    pub certificate: Option<String>,
}

impl Default for Signing {
    fn default() -> Self {
        Self::rsa(Hash::Sha256)
    }
}

impl Signing {
    /// Signs with RSA and this hash, by the key of the identity provider.
    #[must_use]
    pub fn rsa(hash: Hash) -> Self {
        let (method, digest_method) = match hash {
            Hash::Sha1 => (format!("{DS}rsa-sha1"), format!("{DS}sha1")),
            Hash::Sha256 => (format!("{MORE}rsa-sha256"), format!("{ENCRYPTION}sha256")),
            Hash::Sha384 => (format!("{MORE}rsa-sha384"), format!("{MORE}sha384")),
            Hash::Sha512 => (format!("{MORE}rsa-sha512"), format!("{ENCRYPTION}sha512")),
        };
        Self {
            key: &IDP,
            scheme: Scheme::Rsa(hash),
            method,
            canonicalization: EXCLUSIVE.to_owned(),
            digest: hash,
            digest_method,
            digest_value: None,
            canonical: None,
            reference: None,
            transforms: transform(ENVELOPED) + &transform(EXCLUSIVE),
            rest: String::new(),
            certificate: Some(IDP.certificate()),
        }
    }

    /// Signs by this key, whose certificate is in `KeyInfo`.
    #[must_use]
    pub fn by(key: &'static Key) -> Self {
        Self { key, certificate: Some(key.certificate()), ..Self::default() }
    }

    /// Returns the signature of an element, given its ID and its canonical text.
    #[must_use]
    pub fn sign(&self, id: &str, canonical: &str) -> String {
        let info = self.signed_info(id, canonical);
        // Where it is a root of its own, the declaration of the prefix is on it.
        let signed =
            info.replacen("<ds:SignedInfo>", &format!("<ds:SignedInfo xmlns:ds=\"{DS}\">"), 1);
        self.signature(&info, &self.value(signed.as_bytes()))
    }

    /// Returns an element with its signature after the issuer, given its ID and its canonical text.
    #[must_use]
    pub fn envelop(&self, id: &str, text: &str, canonical: &str) -> String {
        let (end, tag) = text.match_indices("Issuer>").nth(1).unwrap();
        let end = end + tag.len();
        format!("{}{}{}", &text[..end], self.sign(id, canonical), &text[end..])
    }

    /// Returns `SignedInfo` as it is in a signature.
    #[must_use]
    pub fn signed_info(&self, id: &str, canonical: &str) -> String {
        let digested = self.canonical.as_deref().unwrap_or(canonical);
        let digest =
            self.digest_value.clone().unwrap_or_else(|| self.digest.of(digested.as_bytes()));
        let uri = match &self.reference {
            None => Some(format!("#{id}")),
            Some(other) => other.first().cloned(),
        };
        let content = element("ds:Transforms", &[], &[], &self.transforms)
            + &algorithm("ds:DigestMethod", &self.digest_method)
            + &element("ds:DigestValue", &[], &[], &BASE64.encode(digest));
        let content = algorithm("ds:CanonicalizationMethod", &self.canonicalization)
            + &algorithm("ds:SignatureMethod", &self.method)
            + &element("ds:Reference", &[], &[("URI", &uri)], &content);
        element("ds:SignedInfo", &[], &[], &content)
    }

    /// Returns a signature of a `SignedInfo` and a value.
    #[must_use]
    pub fn signature(&self, info: &str, value: &[u8]) -> String {
        let key_info = self.certificate.as_ref().map(|certificate| {
            let certificate = element("ds:X509Certificate", &[], &[], certificate);
            element("ds:KeyInfo", &[], &[], &element("ds:X509Data", &[], &[], &certificate))
        });
        let content = info.to_owned()
            + &element("ds:SignatureValue", &[], &[], &BASE64.encode(value))
            + &key_info.unwrap_or_default()
            + &self.rest;
        element("ds:Signature", &[("ds", DS)], &[], &content)
    }

    /// Returns the value of a signature of octets.
    #[must_use]
    pub fn value(&self, octets: &[u8]) -> Vec<u8> {
        match self.scheme {
            Scheme::Rsa(hash) => self.key.sign(hash, octets),
            Scheme::Pss => self.key.sign_pss(octets),
            Scheme::HmacCertificate => {
                hmac_of(&BASE64.decode(self.key.certificate()).unwrap(), octets)
            }
            Scheme::HmacPem => hmac_of(self.key.pem().as_bytes(), octets),
            Scheme::HmacPublicKey => hmac_of(self.key.public_key(), octets),
            Scheme::Ecdsa => {
                let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
                key.sign(&SystemRandom::new(), octets).unwrap().as_ref().to_vec()
            }
            Scheme::Empty => Vec::new(),
        }
    }
}

/// Returns a `Transform`.
fn transform(uri: &str) -> String {
    algorithm("ds:Transform", uri)
}

fn algorithm(name: &str, uri: &str) -> String {
    element(name, &[], &[("Algorithm", &Some(uri.to_owned()))], "")
}

fn hmac_of(secret: &[u8], octets: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::sign(&key, octets).as_ref().to_vec()
}
