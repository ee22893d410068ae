//! PKCE: proof that a code is exchanged by the client that requested it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::state::oidc_request::Challenge;

/// Reads the challenge of a request.
///
/// # Errors
///
/// Returns a description of the problem if the challenge is invalid.
pub(super) fn challenge(
    value: Option<&str>,
    method: Option<&str>,
) -> Result<Option<Challenge>, &'static str> {
    let Some(value) = value else {
        return match method {
            None => Ok(None),
            Some(_) => Err("`code_challenge_method` requires `code_challenge`"),
        };
    };
    let is_digest = match method {
        None | Some("plain") => false,
        Some("S256") => true,
        Some(_) => return Err("`code_challenge_method` must be `S256` or `plain`"),
    };
    if !is_wellformed(value) {
        return Err("`code_challenge` must have 43 to 128 letters, digits, `-`, `.`, `_` or `~`");
    }
    Ok(Some(Challenge { value: value.to_owned(), is_digest }))
}

fn is_wellformed(value: &str) -> bool {
    let is_allowed = |it: u8| it.is_ascii_alphanumeric() || b"-._~".contains(&it);
    (43..=128).contains(&value.len()) && value.bytes().all(is_allowed)
}

/// Checks that a verifier matches a challenge.
///
/// # Errors
///
/// Returns a description of the problem if it does not match.
pub(super) fn verify(
    challenge: Option<&Challenge>,
    verifier: Option<&str>,
) -> Result<(), &'static str> {
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err("`code_verifier` was sent for a code without a challenge"),
        (Some(_), None) => Err("`code_verifier` is missing"),
        (Some(challenge), Some(verifier)) => {
            let digest = || URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
            let made = if challenge.is_digest { digest() } else { verifier.to_owned() };
            match is_wellformed(verifier) && made == challenge.value {
                true => Ok(()),
                false => Err("`code_verifier` does not match the challenge"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The pair of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const DIGEST: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn verifier_matches_only_its_challenge() {
        let digest = challenge(Some(DIGEST), Some("S256")).unwrap();
        let plain = challenge(Some(VERIFIER), None).unwrap();
        assert_eq!(verify(digest.as_ref(), Some(VERIFIER)), Ok(()));
        assert_eq!(verify(plain.as_ref(), Some(VERIFIER)), Ok(()));
        assert!(verify(digest.as_ref(), Some(DIGEST)).is_err());
        assert!(verify(digest.as_ref(), None).is_err());
        assert!(verify(None, Some(VERIFIER)).is_err());
        assert_eq!(verify(None, None), Ok(()));
    }

    #[test]
    fn challenge_is_validated() {
        assert!(challenge(Some("short"), None).is_err());
        assert!(challenge(Some(DIGEST), Some("S512")).is_err());
        assert!(challenge(None, Some("S256")).is_err());
        assert!(challenge(None, None).unwrap().is_none());
    }
}
