//! [`IdTokenClaims`]: the claims of an ID token; [`IdTokenChecks`]: the values they must match.

use std::time::{Duration, SystemTime};

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::checks::wrong_audience;
use super::{Verified, Verifier};
use crate::clock::{seconds, time_of};
use crate::data::Secret;
use crate::error::{TokenError, TokenErrorKind as Kind};
use crate::oidc::jwt::{ClaimSet, SigningAlgorithm, missing};
use crate::oidc::profile::Profile;
use crate::random::equal;

/// The claims of a verified ID token (OpenID Connect Core 1.0 §2 and §5.1).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct IdTokenClaims {
    /// The issuer (`iss`).
    pub issuer: String,
    /// The id of the user (`sub`).
    pub subject: String,
    /// The audiences (`aud`), among them the application.
    pub audience: Vec<String>,
    /// The application that the token was issued to (`azp`).
    pub authorized_party: Option<String>,
    /// The expiry (`exp`).
    pub expires_at: SystemTime,
    /// The time of issue (`iat`).
    pub issued_at: SystemTime,
    /// The time at which the user signed in (`auth_time`).
    pub auth_time: Option<SystemTime>,
    /// The nonce of the authorization request.
    pub nonce: Option<String>,
    /// The session at the provider (`sid`), which logout tokens name.
    pub session_id: Option<String>,
    /// The level of authentication (`acr`).
    pub authentication_context: Option<String>,
    /// The methods of authentication (`amr`), for instance `pwd` and `otp`.
    pub authentication_methods: Vec<String>,
    /// The profile of the user.
    pub profile: Profile,
    /// The claims without a field.
    pub extra: Map<String, Value>,
}

/// The values that an ID token must match. By default, none beyond those of the verifier.
///
/// ```
/// use std::time::Duration;
///
/// use genauth::oidc::IdTokenChecks;
///
/// let checks = IdTokenChecks::new().nonce("NONCE").max_age(Duration::from_secs(3_600));
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct IdTokenChecks {
    pub(crate) nonce: Option<Secret>,
    pub(crate) access_token: Option<Secret>,
    pub(crate) code: Option<Secret>,
    pub(crate) requires_hashes: bool,
    pub(crate) max_age: Option<Duration>,
    pub(crate) subject: Option<String>,
    pub(crate) previous: Option<Box<Previous>>,
}

/// The claims of the ID token before a refresh, which must stay the same.
#[derive(Clone, Debug)]
pub(crate) struct Previous {
    pub(crate) subject: String,
    pub(crate) audience: Vec<String>,
    pub(crate) authorized_party: Option<String>,
    pub(crate) auth_time: Option<SystemTime>,
}

impl IdTokenChecks {
    /// Creates checks without values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requires the nonce of the authorization request.
    pub fn nonce(mut self, nonce: impl Into<Secret>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    /// Sets the access token that was issued together with the ID token; `at_hash`, if present, must
    /// match it.
    pub fn access_token(mut self, access_token: impl Into<Secret>) -> Self {
        self.access_token = Some(access_token.into());
        self
    }

    /// Sets the authorization code that was issued together with the ID token; `c_hash`, if present,
    /// must match it.
    pub fn code(mut self, code: impl Into<Secret>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Requires `at_hash` and `c_hash` for the access token and the code, as in responses of the
    /// authorization endpoint.
    pub fn require_hashes(mut self) -> Self {
        self.requires_hashes = true;
        self
    }

    /// Requires that the user signed in within this time (`auth_time`), plus the leeway.
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Requires this user.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }
}

impl Verifier {
    pub(super) fn id_token(
        &self,
        verified: Verified,
        checks: &IdTokenChecks,
    ) -> Result<IdTokenClaims, TokenError> {
        let Verified { algorithm, mut claims } = verified;
        let audience = claims.take_audience()?.unwrap_or_default();
        let authorized_party = claims.take_text("azp")?;
        self.check_id_audience(&audience, authorized_party.as_deref())?;
        check_hash(&mut claims, "at_hash", algorithm, checks.access_token.as_ref(), checks)?;
        check_hash(&mut claims, "c_hash", algorithm, checks.code.as_ref(), checks)?;
        let read = IdTokenClaims {
            issuer: claims.require_text("iss")?,
            subject: claims.require_text("sub")?,
            audience,
            authorized_party,
            expires_at: claims.take_time("exp")?.and_then(time_of).ok_or_else(|| missing("exp"))?,
            issued_at: claims.take_time("iat")?.and_then(time_of).ok_or_else(|| missing("iat"))?,
            auth_time: claims.take_time("auth_time")?.and_then(time_of),
            nonce: claims.take_text("nonce")?,
            session_id: claims.take_text("sid")?,
            authentication_context: claims.take_optional_text("acr"),
            authentication_methods: claims.take_texts("amr"),
            profile: Profile::take(&mut claims),
            extra: claims.0,
        };
        self.check_values(&read, checks)?;
        Ok(read)
    }

    /// Checks `aud` and `azp` (OpenID Connect Core 1.0 §3.1.3.7).
    fn check_id_audience(
        &self,
        audience: &[String],
        authorized_party: Option<&str>,
    ) -> Result<(), TokenError> {
        if !audience.contains(&self.client_id) {
            let expected = std::slice::from_ref(&self.client_id);
            let found = Some(audience).filter(|found| !found.is_empty());
            return Err(wrong_audience(found, expected));
        }
        let is_trusted =
            |it: &&String| **it == self.client_id || self.trusted_audiences.contains(it);
        if let Some(other) = audience.iter().find(|it| !is_trusted(it)) {
            return Err(TokenError::new(
                Kind::Audience,
                format!(
                    "its audience contains {other:?}, which is not trusted; call \
                     `trusted_audience` of the builder if it is"
                ),
            ));
        }
        let problem = match authorized_party {
            Some(party) if party != self.client_id => {
                format!("its authorized party is {party:?}, expected {:?}", self.client_id)
            }
            None if audience.len() > 1 => {
                "it has several audiences, but the claim `azp` is absent".to_owned()
            }
            _ => return Ok(()),
        };
        Err(TokenError::new(Kind::AuthorizedParty, problem))
    }

    fn check_values(
        &self,
        claims: &IdTokenClaims,
        checks: &IdTokenChecks,
    ) -> Result<(), TokenError> {
        if let Some(nonce) = &checks.nonce {
            match &claims.nonce {
                Some(found) if equal(found, nonce.expose()) => {}
                Some(_) => {
                    return Err(TokenError::new(
                        Kind::Nonce,
                        "its nonce is not that of the authorization request; start the sign-in again",
                    ));
                }
                None => {
                    return Err(TokenError::new(
                        Kind::Nonce,
                        "the claim `nonce` is absent, but the authorization request had one",
                    ));
                }
            }
        }
        if checks.subject.as_ref().is_some_and(|expected| *expected != claims.subject) {
            return Err(TokenError::new(Kind::Subject, "its subject is another user"));
        }
        if let Some(max_age) = checks.max_age {
            let signed_in = claims.auth_time.ok_or_else(|| missing("auth_time"))?;
            let age = self.now() - seconds(signed_in);
            if age > (max_age + self.leeway).as_secs_f64() {
                return Err(TokenError::new(
                    Kind::AuthTime,
                    format!(
                        "the user signed in {age:.0} seconds ago; the limit is {} seconds",
                        max_age.as_secs()
                    ),
                ));
            }
        }
        match &checks.previous {
            Some(previous) => previous.check(claims),
            None => Ok(()),
        }
    }
}

impl Previous {
    /// Checks what a refresh must not change (OpenID Connect Core 1.0 §12.2).
    fn check(&self, claims: &IdTokenClaims) -> Result<(), TokenError> {
        if self.subject != claims.subject {
            return Err(TokenError::new(
                Kind::Subject,
                "the refreshed ID token is that of another user",
            ));
        }
        let same_audience = self.audience.len() == claims.audience.len()
            && self.audience.iter().all(|it| claims.audience.contains(it));
        if !same_audience {
            return Err(TokenError::new(
                Kind::Audience,
                "the refreshed ID token has other audiences than before",
            ));
        }
        if self.authorized_party != claims.authorized_party {
            return Err(TokenError::new(
                Kind::AuthorizedParty,
                "the refreshed ID token has another `azp` than before",
            ));
        }
        // A provider may leave it out.
        if let (Some(before), Some(after)) = (self.auth_time, claims.auth_time)
            && before != after
        {
            return Err(TokenError::new(
                Kind::AuthTime,
                "the refreshed ID token has another `auth_time` than before",
            ));
        }
        Ok(())
    }
}

/// Checks a hash claim against the value that was issued with the token.
fn check_hash(
    claims: &mut ClaimSet,
    name: &str,
    algorithm: SigningAlgorithm,
    value: Option<&Secret>,
    checks: &IdTokenChecks,
) -> Result<(), TokenError> {
    let Some(value) = value else { return Ok(()) };
    let Some(found) = claims.take_text(name)? else {
        return if checks.requires_hashes { Err(missing(name)) } else { Ok(()) };
    };
    let hash = digest::digest(algorithm.hash(), value.expose().as_bytes());
    let hash = hash.as_ref();
    let expected = URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]);
    if equal(&found, &expected) {
        return Ok(());
    }
    let (kind, what) = match name {
        "at_hash" => (Kind::AccessTokenHash, "access token"),
        _ => (Kind::CodeHash, "authorization code"),
    };
    Err(TokenError::new(kind, format!("its `{name}` does not match the {what}")))
}
