//! Random text, hashes and comparisons of secrets.

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::data::Secret;
use crate::error::{ConfigError, Error};

/// Returns 32 random bytes of the system as 43 characters of base64url.
pub(crate) fn random_text() -> Result<Secret, Error> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes)
        .map_err(|_| ConfigError::new("the system has no random numbers; check `/dev/urandom`"))?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(bytes)))
}

/// Compares two texts in constant time.
#[cfg(feature = "oidc")]
pub(crate) fn equal(a: &str, b: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}

/// Returns the SHA-256 hash of a secret, in whose place it is kept.
pub(crate) fn sha256(secret: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
    hash
}

/// Returns the SHA-256 hash of a text as 43 characters of base64url.
#[cfg(feature = "saml")]
pub(crate) fn sha256_text(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(text))
}
