//! [`KeySet`]: the published keys of a provider (RFC 7517 §5).

use serde_json::Value;

use super::jwk::{Jwk, MIN_RSA_BITS};
use crate::error::{TokenError, TokenErrorKind as Kind};
use crate::oidc::jwt::{Compact, SigningAlgorithm};

/// The most keys of a set that are read.
const MAX_KEYS: usize = 100;

/// The published keys of a provider.
pub(crate) struct KeySet {
    keys: Vec<Jwk>,
    /// Ids of keys that cannot verify tokens.
    unusable: Vec<String>,
    /// The number of entries that were skipped.
    pub(crate) skipped: usize,
}

/// The outcome of a check with the keys of a set.
pub(crate) enum Selection {
    Verified,
    /// The set may be out of date: it has no key with the id of the token.
    Unknown(TokenError),
    Rejected(TokenError),
}

impl KeySet {
    /// Parses a JWK set. Entries that cannot verify tokens are skipped; `None` if it is not a JWK
    /// set.
    pub(crate) fn parse(set: &Value) -> Option<Self> {
        let entries = set.get("keys")?.as_array()?;
        let mut keys = Vec::new();
        let mut unusable = Vec::new();
        for entry in entries.iter().take(MAX_KEYS) {
            match Jwk::parse(entry) {
                Some(key) => keys.push(key),
                None => {
                    unusable.extend(entry.get("kid").and_then(Value::as_str).map(str::to_owned))
                }
            }
        }
        let skipped = entries.len() - keys.len();
        Some(Self { keys, unusable, skipped })
    }

    /// Verifies the signature of a token.
    ///
    /// The id of the token selects the keys; keys without an id, and all keys for a token without
    /// one, are tried in turn.
    pub(crate) fn verify(&self, token: &Compact<'_>, signature: &[u8]) -> Selection {
        let algorithm = token.header.algorithm;
        let wanted = token.header.key_id.as_deref();
        let has_id = |key: &&Jwk| wanted.is_some() && key.key_id.as_deref() == wanted;
        let by_id = self.keys.iter().filter(has_id).count() > 0;
        let candidates = self.keys.iter().filter(|key| match (&key.key_id, wanted) {
            (Some(id), Some(wanted)) => id == wanted,
            (None, Some(_)) => !by_id,
            (_, None) => true,
        });
        let (mut tried, mut too_short) = (0, None);
        for key in candidates.filter(|key| key.fits(algorithm)) {
            if let Some(bits) = key.too_short() {
                too_short = Some(bits);
                continue;
            }
            tried += 1;
            if key.verifies(algorithm, token.signed.as_bytes(), signature) {
                return Selection::Verified;
            }
        }
        if tried > 0 && (by_id || wanted.is_none()) {
            return Selection::Rejected(TokenError::new(
                Kind::Signature,
                "its signature does not match the key of the provider",
            ));
        }
        if let (0, Some(bits)) = (tried, too_short) {
            return Selection::Rejected(TokenError::new(
                Kind::KeyTooShort,
                format!("the key of the provider has {bits} bits; the minimum is {MIN_RSA_BITS}"),
            ));
        }
        self.unmatched(algorithm, wanted, by_id)
    }

    /// Returns the reason why no key could verify a token.
    fn unmatched(
        &self,
        algorithm: SigningAlgorithm,
        wanted: Option<&str>,
        by_id: bool,
    ) -> Selection {
        let unusable = |id: &str| self.unusable.iter().any(|it| it == id);
        let no_usable = || {
            TokenError::new(
                Kind::NoUsableKey,
                format!(
                    "the provider publishes no usable key for {algorithm} ({} of {} keys skipped)",
                    self.skipped,
                    self.skipped + self.keys.len()
                ),
            )
        };
        match wanted {
            Some(id) if by_id || unusable(id) => Selection::Rejected(no_usable()),
            Some(_) if !self.keys.is_empty() => Selection::Unknown(TokenError::new(
                Kind::UnknownKey,
                "the provider has no key with the `kid` of the token; the token may be of another \
                 provider",
            )),
            // Another fetch may find a key.
            _ => Selection::Unknown(no_usable()),
        }
    }
}
