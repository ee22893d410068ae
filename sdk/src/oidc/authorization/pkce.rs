//! [`PkceVerifier`]: proof key for code exchange (RFC 7636).

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::data::Secret;
use crate::error::{Error, OidcError, OidcErrorKind};
use crate::random::random_text;

/// A code verifier, whose hash is sent with the authorization request (method `S256`).
///
/// [`OidcClient::authorize`](crate::oidc::OidcClient::authorize) creates one by itself.
///
/// ```
/// use genauth::oidc::PkceVerifier;
///
/// // The example of RFC 7636, appendix B.
/// let verifier = PkceVerifier::from_text("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
/// assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
/// # Ok::<(), genauth::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PkceVerifier(Secret);

impl PkceVerifier {
    /// Creates a random verifier of 43 characters.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the system has no random numbers.
    #[doc(alias = "generateCodeChallenge")]
    pub fn random() -> Result<Self, Error> {
        random_text().map(Self)
    }

    /// Creates a verifier from text.
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] ([`InvalidRequest`](OidcErrorKind::InvalidRequest)) unless it has 43 to 128
    /// letters, digits, `-`, `.`, `_` or `~` (RFC 7636 §4.1).
    pub fn from_text(text: impl Into<Secret>) -> Result<Self, Error> {
        let text = text.into();
        let is_unreserved =
            |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_' | b'~');
        let length = text.expose().len();
        if !(43..=128).contains(&length) || !text.expose().bytes().all(is_unreserved) {
            return Err(OidcError::new(
                OidcErrorKind::InvalidRequest,
                format!(
                    "the code verifier has {length} characters or invalid ones; use 43 to 128 \
                     letters, digits, `-`, `.`, `_` and `~`"
                ),
            )
            .into());
        }
        Ok(Self(text))
    }

    /// Returns the code challenge: the SHA-256 hash in base64url.
    #[doc(alias = "getCodeChallengeDigest")]
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, self.0.expose().as_bytes()))
    }

    /// Returns the verifier.
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

impl fmt::Debug for PkceVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PkceVerifier(<hidden>)")
    }
}
