//! [`TokenVerifier`]: local checks of tokens.

mod access_token;
mod builder;
mod checks;
mod id_token;
mod logout_token;
mod opaque;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

pub use access_token::AccessTokenClaims;
pub use builder::TokenVerifierBuilder;
pub(super) use id_token::Previous;
pub use id_token::{IdTokenChecks, IdTokenClaims};
pub use logout_token::LogoutTokenClaims;

use self::opaque::OpaqueTokens;
use super::jwt::{ClaimSet, Compact, Header, MAX_SIGNATURE, SigningAlgorithm};
use super::keys::{HmacKey, Selection};
use super::provider::Provider;
use crate::clock::{Clock, seconds};
use crate::error::{Error, TokenError, TokenErrorKind as Kind};

/// Verifies tokens locally: signature, issuer, audience, times and kind.
///
/// Cheap to clone; keep one for the whole application. The first check fetches the provider's
/// metadata and keys, which are then cached, refreshed in the background and refetched when a token
/// names an unknown key. Later checks make no request.
///
/// Verification does not notice that a token was revoked before it expired; use
/// [`OidcClient::introspect`](super::OidcClient::introspect) where that matters.
///
/// ```no_run
/// # async fn example() -> Result<(), genauth::Error> {
/// use genauth::AuthenticationClient;
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
/// let verifier = app.token_verifier().build()?;
///
/// let claims = verifier.verify_access_token("ACCESS_TOKEN").await?;
/// println!("{:?} may {:?}", claims.subject, claims.scopes);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct TokenVerifier(Arc<Verifier>);

struct Verifier {
    provider: Arc<Provider>,
    client_id: String,
    audiences: Vec<String>,
    trusted_audiences: Vec<String>,
    accepts_authorized_party: bool,
    algorithms: Vec<SigningAlgorithm>,
    secret: Option<HmacKey>,
    leeway: Duration,
    limits_issue_time: bool,
    requires_type: bool,
    clock: Arc<dyn Clock>,
    opaque: Option<OpaqueTokens>,
    /// The header of the last valid token; most tokens share it.
    header: Mutex<Option<Arc<Header>>>,
}

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenKind {
    Access,
    Id,
    Logout,
}

impl TokenKind {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "an access token",
            Self::Id => "an ID token",
            Self::Logout => "a logout token",
        }
    }
}

/// A token with a valid signature, issuer and lifetime.
struct Verified {
    algorithm: SigningAlgorithm,
    claims: ClaimSet,
}

impl TokenVerifier {
    fn from_verifier(verifier: Verifier) -> Self {
        Self(Arc::new(verifier))
    }

    /// Verifies an access token and returns its claims.
    ///
    /// The token is a JWT with the type `at+jwt`, `JWT` or none; ID tokens and logout tokens are
    /// refused. `aud` must contain an audience of the verifier, which is the application id by
    /// default. Opaque tokens are refused unless
    /// [`introspect_opaque_tokens`](TokenVerifierBuilder::introspect_opaque_tokens) is set.
    ///
    /// ```no_run
    /// # async fn example(verifier: genauth::oidc::TokenVerifier) -> Result<(), genauth::Error> {
    /// let claims = verifier.verify_access_token("ACCESS_TOKEN").await?;
    /// println!("{}", claims.has_scope("orders:read"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Token`] if the token is rejected; [`Error::Oidc`]
    /// ([`ProviderUnavailable`](crate::OidcErrorKind::ProviderUnavailable)) if the keys are not
    /// cached and cannot be fetched.
    #[doc(alias("parseAccessToken", "introspectAccessTokenOffline", "validateToken"))]
    pub async fn verify_access_token(&self, token: &str) -> Result<AccessTokenClaims, Error> {
        if let Some(opaque) = self.0.opaque.as_ref().filter(|_| !super::jwt::is_jwt(token)) {
            return opaque.verify(&self.0, token).await;
        }
        let verified = self.0.verify(token, TokenKind::Access).await?;
        Ok(self.0.access_token(verified.claims)?)
    }

    /// Verifies an ID token and returns its claims.
    ///
    /// `checks` holds the values that the token must match, such as the nonce of the authorization
    /// request; see [`IdTokenChecks`]. [`OidcClient::finish`](super::OidcClient::finish) makes these
    /// checks by itself.
    ///
    /// ```no_run
    /// # async fn example(verifier: genauth::oidc::TokenVerifier) -> Result<(), genauth::Error> {
    /// use genauth::oidc::IdTokenChecks;
    ///
    /// let checks = IdTokenChecks::new().nonce("NONCE");
    /// let claims = verifier.verify_id_token("ID_TOKEN", &checks).await?;
    /// println!("{} {:?}", claims.subject, claims.authentication_methods);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`verify_access_token`](Self::verify_access_token).
    #[doc(alias("parseIDToken", "verify id token"))]
    pub async fn verify_id_token(
        &self,
        token: &str,
        checks: &IdTokenChecks,
    ) -> Result<IdTokenClaims, Error> {
        let verified = self.0.verify(token, TokenKind::Id).await?;
        Ok(self.0.id_token(verified, checks)?)
    }

    /// Verifies a logout token of back-channel logout (OpenID Connect Back-Channel Logout 1.0 §2.6)
    /// and returns its claims.
    ///
    /// End the session [`session_id`](LogoutTokenClaims::session_id), or, without one, all sessions
    /// of [`subject`](LogoutTokenClaims::subject), and respond with HTTP 200 and `cache-control:
    /// no-store`; respond with HTTP 400 if the token is rejected.
    ///
    /// ```no_run
    /// # async fn example(verifier: genauth::oidc::TokenVerifier) -> Result<(), genauth::Error> {
    /// let logout = verifier.verify_logout_token("LOGOUT_TOKEN").await?;
    /// println!("end the session {:?} of {:?}", logout.session_id, logout.subject);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`verify_access_token`](Self::verify_access_token).
    pub async fn verify_logout_token(&self, token: &str) -> Result<LogoutTokenClaims, Error> {
        let verified = self.0.verify(token, TokenKind::Logout).await?;
        Ok(self.0.logout_token(verified.claims)?)
    }
}

impl TokenVerifier {
    /// Verifies a signed response of the user info endpoint (OpenID Connect Core 1.0 §5.3.2), which
    /// has no lifetime.
    pub(super) async fn verify_user_info(&self, token: &str) -> Result<ClaimSet, Error> {
        let verifier = &*self.0;
        let token = Compact::parse(token, None)?;
        verifier.check_algorithm(token.header.algorithm)?;
        let mut claims = ClaimSet(token.claims()?);
        if claims.has("iss") {
            verifier.check_issuer(&claims)?;
        }
        verifier.check_signature(&token).await?;
        if let Some(audience) = claims.take_audience()?
            && !audience.contains(&verifier.client_id)
        {
            let expected = std::slice::from_ref(&verifier.client_id);
            return Err(checks::wrong_audience(Some(&audience), expected).into());
        }
        Ok(claims)
    }
}

impl Verifier {
    /// Verifies what all kinds have in common.
    async fn verify(&self, token: &str, kind: TokenKind) -> Result<Verified, Error> {
        let known = self.header.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let token = Compact::parse(token, known)?;
        let algorithm = token.header.algorithm;
        self.check_algorithm(algorithm)?;
        self.check_type(kind, token.header.media_type.as_deref())?;
        let claims = ClaimSet(token.claims()?);
        // Before any request, so that foreign tokens cause none.
        self.check_issuer(&claims)?;
        self.check_signature(&token).await?;
        self.check_content(kind, &token, &claims)?;
        self.check_times(kind, &claims)?;
        *self.header.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.header);
        Ok(Verified { algorithm, claims })
    }

    fn check_algorithm(&self, algorithm: SigningAlgorithm) -> Result<(), TokenError> {
        if self.algorithms.contains(&algorithm) {
            return Ok(());
        }
        let fix = match algorithm.is_symmetric() {
            true => {
                "call `allow_hs256` of the builder, or select RS256 for the application in the \
                 console"
            }
            false => "call `algorithms` of the builder if the provider uses it",
        };
        Err(TokenError::new(
            Kind::Algorithm,
            format!("the algorithm {algorithm} is not allowed; {fix}"),
        ))
    }

    async fn check_signature(&self, token: &Compact<'_>) -> Result<(), Error> {
        let mut buffer = [0; MAX_SIGNATURE];
        let signature = token.signature(&mut buffer)?;
        if token.header.algorithm.is_symmetric() {
            // The key set is not involved: its keys are public.
            let is_valid = self
                .secret
                .as_ref()
                .is_some_and(|secret| secret.verifies(token.signed.as_bytes(), signature));
            return match is_valid {
                true => Ok(()),
                false => Err(TokenError::new(
                    Kind::Signature,
                    "its signature does not match the application secret",
                )
                .into()),
            };
        }
        let keys = self.provider.keys().await?;
        let unknown = match keys.verify(token, signature) {
            Selection::Verified => return Ok(()),
            Selection::Rejected(error) => return Err(error.into()),
            Selection::Unknown(error) => error,
        };
        match self.provider.newer_keys(&keys).await? {
            Some(keys) => match keys.verify(token, signature) {
                Selection::Verified => Ok(()),
                Selection::Rejected(error) | Selection::Unknown(error) => Err(error.into()),
            },
            None => Err(unknown.into()),
        }
    }

    /// Returns the current time in seconds since the epoch.
    fn now(&self) -> f64 {
        seconds(self.clock.now())
    }
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenVerifier")
            .field("issuer", &self.0.provider.issuer)
            .field("audiences", &self.0.audiences)
            .field("algorithms", &self.0.algorithms)
            .finish_non_exhaustive()
    }
}
