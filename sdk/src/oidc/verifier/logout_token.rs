//! [`LogoutTokenClaims`]: the claims of a logout token.

use std::time::SystemTime;

use serde_json::Value;

use super::Verifier;
use super::checks::{LOGOUT_EVENT, wrong_audience};
use crate::clock::time_of;
use crate::error::{TokenError, TokenErrorKind as Kind};
use crate::oidc::jwt::{ClaimSet, missing};

/// The claims of a verified logout token (OpenID Connect Back-Channel Logout 1.0 §2.4).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LogoutTokenClaims {
    /// The issuer (`iss`).
    pub issuer: String,
    /// The user (`sub`). Present if there is no `session_id`.
    pub subject: Option<String>,
    /// The session at the provider (`sid`), which the ID token named. Without one, all sessions of
    /// the user end.
    pub session_id: Option<String>,
    /// The time of issue (`iat`).
    pub issued_at: SystemTime,
    /// The id of the token (`jti`), to recognize a repeated delivery.
    pub token_id: String,
}

impl Verifier {
    pub(super) fn logout_token(
        &self,
        mut claims: ClaimSet,
    ) -> Result<LogoutTokenClaims, TokenError> {
        let audience = claims.take_audience()?;
        let is_own = |found: &Vec<String>| found.contains(&self.client_id);
        if !audience.as_ref().is_some_and(is_own) {
            let expected = std::slice::from_ref(&self.client_id);
            return Err(wrong_audience(audience.as_deref(), expected));
        }
        let event = claims.0.get("events").and_then(|events| events.get(LOGOUT_EVENT));
        if !event.is_some_and(Value::is_object) {
            return Err(TokenError::new(
                Kind::LogoutEvent,
                "its claim `events` is not that of a logout token",
            ));
        }
        if claims.has("nonce") {
            return Err(TokenError::new(
                Kind::LogoutEvent,
                "a logout token must not have a `nonce`; it may be an ID token",
            ));
        }
        let read = LogoutTokenClaims {
            issuer: claims.require_text("iss")?,
            subject: claims.take_text("sub")?.filter(|it| !it.is_empty()),
            session_id: claims.take_text("sid")?.filter(|it| !it.is_empty()),
            issued_at: claims.take_time("iat")?.and_then(time_of).ok_or_else(|| missing("iat"))?,
            token_id: claims.require_text("jti")?,
        };
        if read.subject.is_none() && read.session_id.is_none() {
            return Err(TokenError::new(
                Kind::MissingClaim,
                "the claims `sub` and `sid` are both absent",
            ));
        }
        Ok(read)
    }
}
