//! [`CsrfSecret`]: the secret of a session, and the tokens made of it.

use aws_lc_rs::{constant_time::verify_slices_are_equal, error::Unspecified, rand};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// The field of a form with the token.
pub(crate) const FIELD: &str = "csrf_token";
/// The header with the token.
pub(crate) const HEADER: &str = "x-csrf-token";

const LENGTH: usize = 32;

/// The secret of a session that requests of its pages prove to know.
#[derive(Clone)]
pub(crate) struct CsrfSecret(Zeroizing<[u8; LENGTH]>);

impl CsrfSecret {
    pub(crate) fn random() -> Result<Self, Unspecified> {
        let mut secret = Zeroizing::new([0; LENGTH]);
        rand::fill(&mut *secret)?;
        Ok(Self(secret))
    }

    /// Reads a stored secret.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// Returns the secret as it is stored.
    pub(crate) fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.as_slice())
    }

    /// Returns a token. Each one differs, so that the length of compressed pages does not reveal the
    /// secret.
    pub(crate) fn token(&self) -> Result<String, Unspecified> {
        let mut token = [0; 2 * LENGTH];
        let (mask, masked) = token.split_at_mut(LENGTH);
        rand::fill(mask)?;
        for ((to, mask), secret) in masked.iter_mut().zip(mask).zip(self.0.iter()) {
            *to = *mask ^ secret;
        }
        Ok(URL_SAFE_NO_PAD.encode(token))
    }

    /// Returns whether a token is one of this secret.
    pub(crate) fn matches(&self, token: &str) -> bool {
        let Ok(mut token) = URL_SAFE_NO_PAD.decode(token) else { return false };
        if token.len() != 2 * LENGTH {
            return false;
        }
        let (mask, masked) = token.split_at_mut(LENGTH);
        for (byte, mask) in masked.iter_mut().zip(mask) {
            *byte ^= *mask;
        }
        verify_slices_are_equal(masked, &*self.0).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_match_their_secret_alone() {
        let (secret, other) = (CsrfSecret::random().unwrap(), CsrfSecret::random().unwrap());
        let token = secret.token().unwrap();
        assert_ne!(token, secret.token().unwrap());
        assert!(secret.matches(&token));
        assert!(CsrfSecret::parse(&secret.text()).unwrap().matches(&token));
        assert!(!other.matches(&token));
        for wrong in ["", "AAAA", &secret.text(), &token[1..], &format!("{token}A")] {
            assert!(!secret.matches(wrong), "{wrong}");
        }
    }
}
