//! Keys and their certificates.

use std::sync::LazyLock;

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    signature::{self, KeyPair as _, RsaEncoding, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use rsa::{Pkcs1v15Sign, RsaPrivateKey, pkcs8::DecodePrivateKey as _};

/// The signing key of the identity provider.
pub static IDP: LazyLock<Key> = LazyLock::new(|| Key::new("idp.example"));
/// The other signing key of the identity provider.
pub static SECOND: LazyLock<Key> = LazyLock::new(|| Key::new("second.idp.example"));
/// A key that the identity provider does not have.
pub static ATTACKER: LazyLock<Key> = LazyLock::new(|| Key::new("evil.example"));

/// A hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named by the standard")]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// Returns the digest of bytes.
    #[must_use]
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, bytes).as_ref().to_vec()
    }
}

/// An RSA key and its certificate.
pub struct Key {
    pair: RsaKeyPair,
    pkcs8: Vec<u8>,
    certificate: Vec<u8>,
}

impl Key {
    /// Creates a key of 2,048 bits and a certificate for this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self::with_certificate(name, |_| {})
    }

    /// Creates a key whose certificate is valid at another time, or is otherwise different.
    #[must_use]
    pub fn with_certificate(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        change(&mut params);
        let certificate = params.self_signed(&pair).unwrap().der().to_vec();
        let pkcs8 = pair.serialize_der();
        Self { pair: RsaKeyPair::from_pkcs8(&pkcs8).unwrap(), pkcs8, certificate }
    }

    /// Returns the certificate as base64 of DER.
    #[must_use]
    pub fn certificate(&self) -> String {
        BASE64.encode(&self.certificate)
    }

    /// Returns the certificate as PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }

    /// Returns the private key as PEM.
    #[must_use]
    pub fn private_pem(&self) -> String {
        pem("PRIVATE KEY", &self.pkcs8)
    }

    /// Returns the public key (`RSAPublicKey`) as DER.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    /// Signs with PKCS #1 1.5.
    #[must_use]
    pub fn sign(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        match hash {
            Hash::Sha1 => self.sign_sha1(message),
            Hash::Sha256 => self.sign_as(&signature::RSA_PKCS1_SHA256, message),
            Hash::Sha384 => self.sign_as(&signature::RSA_PKCS1_SHA384, message),
            Hash::Sha512 => self.sign_as(&signature::RSA_PKCS1_SHA512, message),
        }
    }

    /// Signs with PSS and SHA-256.
    #[must_use]
    pub fn sign_pss(&self, message: &[u8]) -> Vec<u8> {
        self.sign_as(&signature::RSA_PSS_SHA256, message)
    }

    fn sign_as(&self, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(encoding, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    }

    fn sign_sha1(&self, message: &[u8]) -> Vec<u8> {
        // `DigestInfo` of RFC 8017, 9.2.
        let mut info = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14".to_vec();
        info.extend(Hash::Sha1.of(message));
        let key = RsaPrivateKey::from_pkcs8_der(&self.pkcs8).unwrap();
        key.sign(Pkcs1v15Sign::new_unprefixed(), &info).unwrap()
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64.encode(der);
    let mut lines = format!("-----BEGIN {label}-----\n");
    for (index, character) in text.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            lines.push('\n');
        }
        lines.push(character);
    }
    lines + &format!("\n-----END {label}-----\n")
}
