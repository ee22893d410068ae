//! [`AccessTokenClaims`]: the claims of an access token.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::Verifier;
use super::checks::wrong_audience;
use crate::clock::time_of;
use crate::error::TokenError;
use crate::oidc::jwt::{ClaimSet, missing};

/// The claims of a verified access token (RFC 9068).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AccessTokenClaims {
    /// The issuer (`iss`).
    pub issuer: String,
    /// The user, or the client for tokens without a user (`sub`).
    pub subject: Option<String>,
    /// The audiences (`aud`).
    pub audience: Vec<String>,
    /// The application that the token was issued to (`client_id` or `azp`).
    pub client_id: Option<String>,
    /// The granted scopes (`scope` or `scp`).
    pub scopes: Vec<String>,
    /// The expiry (`exp`).
    pub expires_at: SystemTime,
    /// The time of issue (`iat`).
    pub issued_at: Option<SystemTime>,
    /// The id of the token (`jti`).
    pub token_id: Option<String>,
    /// The claims without a field.
    pub extra: Map<String, Value>,
}

impl AccessTokenClaims {
    /// Returns whether a scope was granted. Scopes are compared exactly.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|it| it == scope)
    }
}

impl Verifier {
    pub(super) fn access_token(
        &self,
        mut claims: ClaimSet,
    ) -> Result<AccessTokenClaims, TokenError> {
        let audience = claims.take_audience()?;
        let authorized_party = claims.take_text("azp")?;
        self.check_access_audience(audience.as_deref(), authorized_party.as_deref())?;
        let expires = claims.take_time("exp")?.and_then(time_of);
        Ok(AccessTokenClaims {
            issuer: claims.require_text("iss")?,
            subject: claims.take_text("sub")?.filter(|it| !it.is_empty()),
            audience: audience.unwrap_or_default(),
            client_id: claims.take_text("client_id")?.or(authorized_party),
            scopes: claims.take_scopes(),
            expires_at: expires.ok_or_else(|| missing("exp"))?,
            issued_at: claims.take_time("iat")?.and_then(time_of),
            token_id: claims.take_text("jti")?,
            extra: claims.0,
        })
    }

    /// Checks that the token is for one of the audiences of the verifier.
    pub(super) fn check_access_audience(
        &self,
        audience: Option<&[String]>,
        authorized_party: Option<&str>,
    ) -> Result<(), TokenError> {
        let is_own = |it: &String| self.audiences.contains(it);
        let is_party = self.accepts_authorized_party && authorized_party == Some(&*self.client_id);
        match audience {
            Some(found) if found.iter().any(is_own) => Ok(()),
            Some(_) if is_party => Ok(()),
            found => Err(wrong_audience(found, &self.audiences)),
        }
    }
}
