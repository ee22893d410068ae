//! [`Jwk`]: a published key (RFC 7517), parsed once; [`HmacKey`]: the application secret as a key.

use std::sync::OnceLock;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, ParsedPublicKey, RsaPublicKeyComponents};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::data::Secret;
use crate::oidc::jwt::{Family, SigningAlgorithm};

/// The shortest RSA key that may verify a token (RFC 7518 §3.3), in bits.
pub(crate) const MIN_RSA_BITS: usize = 2_048;

/// A published key that may verify tokens.
pub(crate) struct Jwk {
    pub(super) key_id: Option<String>,
    algorithm: Option<String>,
    material: Material,
    /// The key as prepared for each algorithm, on first use.
    prepared: [OnceLock<Option<ParsedPublicKey>>; SigningAlgorithm::ALL.len()],
}

enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ec { curve: String, point: Vec<u8> },
    Ed25519(Vec<u8>),
}

impl Jwk {
    /// Parses a key; `None` if it cannot verify tokens: a key for encryption, a symmetric key, an
    /// unknown kind or curve, invalid members.
    pub(super) fn parse(value: &Value) -> Option<Self> {
        let members = value.as_object()?;
        let text = |name: &str| match members.get(name) {
            None | Some(Value::Null) => Some(None),
            Some(Value::String(text)) => Some(Some(text.as_str())),
            Some(_) => None,
        };
        // Absent members exclude nothing.
        if text("use")?.is_some_and(|it| it != "sig") {
            return None;
        }
        if let Some(operations) = members.get("key_ops").filter(|it| !it.is_null())
            && !operations.as_array()?.iter().any(|it| it == "verify")
        {
            return None;
        }
        let material = match text("kty")?? {
            "RSA" => {
                let (n, e) = (bytes(members, "n")?, bytes(members, "e")?);
                if n.is_empty() || e.is_empty() {
                    return None;
                }
                Material::Rsa { n, e }
            }
            "EC" => {
                let curve = text("crv")??;
                let width = match curve {
                    "P-256" => 32,
                    "P-384" => 48,
                    _ => return None,
                };
                let (x, y) = (fixed(members, "x", width)?, fixed(members, "y", width)?);
                let point = [&[4][..], &x, &y].concat();
                Material::Ec { curve: curve.to_owned(), point }
            }
            "OKP" if text("crv")?? == "Ed25519" => Material::Ed25519(fixed(members, "x", 32)?),
            _ => return None,
        };
        Some(Self {
            key_id: text("kid")?.map(str::to_owned),
            algorithm: text("alg")?.map(str::to_owned),
            material,
            prepared: Default::default(),
        })
    }

    /// Returns whether the key may verify tokens of this algorithm.
    pub(super) fn fits(&self, algorithm: SigningAlgorithm) -> bool {
        let stated = self.algorithm.as_deref().is_none_or(|it| it == algorithm.as_str());
        stated
            && match (&self.material, algorithm.family()) {
                (Material::Rsa { .. }, Family::Rsa(_))
                | (Material::Ed25519(_), Family::Ed25519) => true,
                (Material::Ec { curve, .. }, Family::Ec { curve: expected, .. }) => {
                    curve == expected
                }
                _ => false,
            }
    }

    /// Returns the length of a key that is too short for any algorithm, in bits.
    pub(crate) fn too_short(&self) -> Option<usize> {
        match &self.material {
            Material::Rsa { n, .. } => {
                let zeros = n.first().map_or(0, |first| first.leading_zeros() as usize);
                Some(n.len() * 8 - zeros).filter(|bits| *bits < MIN_RSA_BITS)
            }
            _ => None,
        }
    }

    /// Returns whether the signature of a message is valid. The key must [fit](Self::fits).
    pub(crate) fn verifies(
        &self,
        algorithm: SigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let prepared = self.prepared[algorithm as usize].get_or_init(|| self.prepare(algorithm));
        prepared.as_ref().is_some_and(|key| key.verify_sig(message, signature).is_ok())
    }

    fn prepare(&self, algorithm: SigningAlgorithm) -> Option<ParsedPublicKey> {
        match (&self.material, algorithm.family()) {
            (Material::Rsa { n, e }, Family::Rsa(parameters)) => {
                RsaPublicKeyComponents { n, e }.to_parsed_public_key(parameters).ok()
            }
            (Material::Ec { point, .. }, Family::Ec { algorithm, .. }) => {
                ParsedPublicKey::new(algorithm, point).ok()
            }
            (Material::Ed25519(x), Family::Ed25519) => ParsedPublicKey::new(&ED25519, x).ok(),
            _ => None,
        }
    }
}

/// Returns a member in base64url, without leading zeros.
fn bytes(members: &Map<String, Value>, name: &str) -> Option<Vec<u8>> {
    let text = members.get(name)?.as_str()?.trim_end_matches('=');
    let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let zeros = bytes.iter().take_while(|it| **it == 0).count();
    bytes.drain(..zeros);
    Some(bytes)
}

/// Returns a member in base64url, with leading zeros up to this width.
fn fixed(members: &Map<String, Value>, name: &str, width: usize) -> Option<Vec<u8>> {
    let bytes = bytes(members, name)?;
    let zeros = width.checked_sub(bytes.len())?;
    Some([vec![0; zeros], bytes].concat())
}

/// The application secret, for HS256.
pub(crate) struct HmacKey(hmac::Key);

impl HmacKey {
    pub(crate) fn new(secret: &Secret) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes()))
    }

    /// Returns whether the signature of a message is valid, in constant time.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        hmac::verify(&self.0, message, signature).is_ok()
    }
}
