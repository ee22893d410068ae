//! [`OpaqueTokens`]: access tokens that only the provider can check.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{AccessTokenClaims, Verifier};
use crate::data::Secret;
use crate::error::{Error, TokenError, TokenErrorKind as Kind};
use crate::oidc::introspection::{Introspection, introspect};
use crate::random::sha256;

/// The most results that are kept.
const CAPACITY: usize = 10_000;

/// A rejected token is asked about again after this time, so that retries of a client with an
/// invalid token cost few requests.
const REJECTED: Duration = Duration::from_secs(10);

/// Results of introspection, by the hash of the token.
pub(super) struct OpaqueTokens {
    lifetime: Duration,
    results: Mutex<HashMap<[u8; 32], Known>>,
}

/// A result with the time until which it is used.
type Known = (Instant, Result<AccessTokenClaims, TokenError>);

impl OpaqueTokens {
    pub(super) fn new(lifetime: Duration) -> Self {
        Self { lifetime, results: Mutex::default() }
    }

    /// Verifies a token by introspection or from the cache.
    pub(super) async fn verify(
        &self,
        verifier: &Verifier,
        token: &str,
    ) -> Result<AccessTokenClaims, Error> {
        let key = sha256(token);
        if let Some(known) = self.known(&key) {
            return Ok(known.and_then(|claims| verifier.check_lifetime(claims))?);
        }
        let found = introspect(&verifier.provider, &Secret::new(token), None).await?;
        let result = verifier.opaque_claims(found);
        let lifetime = if result.is_ok() { self.lifetime } else { REJECTED.min(self.lifetime) };
        self.keep(key, lifetime, result.clone());
        Ok(result?)
    }

    fn known(&self, key: &[u8; 32]) -> Option<Result<AccessTokenClaims, TokenError>> {
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        match results.get(key) {
            Some((until, result)) if Instant::now() < *until => Some(result.clone()),
            Some(_) => {
                results.remove(key);
                None
            }
            None => None,
        }
    }

    fn keep(
        &self,
        key: [u8; 32],
        lifetime: Duration,
        result: Result<AccessTokenClaims, TokenError>,
    ) {
        let now = Instant::now();
        let Some(until) = now.checked_add(lifetime) else { return };
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        if results.len() >= CAPACITY {
            results.retain(|_, (until, _)| now < *until);
        }
        if results.len() < CAPACITY {
            results.insert(key, (until, result));
        }
    }
}

impl Verifier {
    /// Converts the result of introspection to claims.
    fn opaque_claims(&self, found: Introspection) -> Result<AccessTokenClaims, TokenError> {
        if !found.active {
            return Err(TokenError::new(
                Kind::Inactive,
                "the provider reports that it is not active: it is unknown, expired or revoked",
            ));
        }
        if let Some(issuer) = found.issuer.as_ref().filter(|it| **it != self.provider.issuer) {
            return Err(TokenError::new(
                Kind::Issuer,
                format!("its issuer is {issuer:?}, expected {:?}", self.provider.issuer),
            ));
        }
        // Introspection authenticates the application, so a token without an audience is its own.
        let own = || found.client_id.iter().cloned().collect::<Vec<_>>();
        let audience = if found.audience.is_empty() { own() } else { found.audience };
        self.check_access_audience(Some(&audience), found.client_id.as_deref())?;
        let unknown = self.clock.now() + self.opaque.as_ref().map_or(REJECTED, |it| it.lifetime);
        self.check_lifetime(AccessTokenClaims {
            issuer: found.issuer.unwrap_or_else(|| self.provider.issuer.clone()),
            subject: found.subject,
            audience,
            client_id: found.client_id,
            scopes: found.scopes,
            expires_at: found.expires_at.unwrap_or(unknown),
            issued_at: found.issued_at,
            token_id: found.token_id,
            extra: found.extra,
        })
    }

    fn check_lifetime(&self, claims: AccessTokenClaims) -> Result<AccessTokenClaims, TokenError> {
        // The provider's word counts; leeway only covers clocks that differ.
        if self.clock.now() < claims.expires_at + self.leeway {
            return Ok(claims);
        }
        Err(TokenError::new(Kind::Expired, "it has expired"))
    }
}
