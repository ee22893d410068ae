//! [`TokenError`]: a token that was rejected by a local check.

use std::{error::Error as StdError, fmt};

use super::shown::{Shown, explained};

/// The check that a token failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenErrorKind {
    /// The token is not a valid JWT: wrong number of parts, invalid base64 or JSON, a repeated
    /// member, too long.
    Malformed,
    /// The token is encrypted (JWE), which the SDK does not support.
    Encrypted,
    /// The signature algorithm is not allowed, such as `none`.
    Algorithm,
    /// The header lists critical extensions (`crit`); the SDK supports none.
    CriticalHeader,
    /// The token is of another kind, for instance an ID token sent as an access token.
    WrongType,
    /// The provider has no key with the `kid` of the token.
    UnknownKey,
    /// The provider publishes no key that could verify the token.
    NoUsableKey,
    /// The key is shorter than the algorithm permits.
    KeyTooShort,
    /// The signature does not match.
    Signature,
    /// A required claim is absent.
    MissingClaim,
    /// A claim has a value of the wrong type.
    InvalidClaim,
    /// `iss` is not the expected issuer.
    Issuer,
    /// `aud` does not contain the expected audience, or contains one that is not trusted.
    Audience,
    /// `azp` is not the application.
    AuthorizedParty,
    /// `sub` is not the expected user.
    Subject,
    /// The token has expired (`exp`).
    Expired,
    /// The token is not valid yet (`nbf`).
    NotYetValid,
    /// The token was issued in the future (`iat`): a clock is wrong.
    ClockSkew,
    /// `nonce` is not that of the authorization request.
    Nonce,
    /// `at_hash` does not match the access token.
    AccessTokenHash,
    /// `c_hash` does not match the authorization code.
    CodeHash,
    /// The user signed in too long ago (`auth_time`), or at another time than before.
    AuthTime,
    /// `events` is not that of a logout token, or the logout token has a `nonce`.
    LogoutEvent,
    /// The provider reports that the token is not active.
    Inactive,
}

/// Error returned when a token is rejected.
///
/// Messages name the check, the expected and the actual value, and a fix. They do not contain the
/// token.
///
/// ```no_run
/// # async fn example(verifier: genauth::oidc::TokenVerifier) -> Result<(), genauth::Error> {
/// use genauth::{Error, TokenErrorKind};
///
/// match verifier.verify_access_token("ACCESS_TOKEN").await {
///     Ok(claims) => println!("{:?}", claims.subject),
///     Err(Error::Token(error)) if error.kind() == TokenErrorKind::Expired => println!("refresh"),
///     // Other tokens are not valid, which is HTTP 401.
///     Err(Error::Token(error)) => println!("{error}"),
///     // The provider is unavailable, which is HTTP 503.
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct TokenError {
    kind: TokenErrorKind,
    message: Box<str>,
}

impl TokenError {
    pub(crate) fn new(kind: TokenErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into().into() }
    }

    /// Returns the check that failed.
    pub fn kind(&self) -> TokenErrorKind {
        self.kind
    }

    /// Returns the cause and its remedy.
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenError").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the token is rejected: {}", Shown(&self.message))
    }
}

impl StdError for TokenError {}
