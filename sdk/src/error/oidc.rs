//! [`OidcError`]: a failure of the OpenID Connect protocol.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use super::Error;
use super::shown::{Shown, explained};

/// The step of the protocol that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OidcErrorKind {
    /// The provider cannot be reached or is overloaded, and no keys or metadata are cached. Retry
    /// later.
    ProviderUnavailable,
    /// The provider's metadata or key set is not valid.
    InvalidMetadata,
    /// The metadata is that of another issuer, or the response comes from another provider.
    Issuer,
    /// The provider does not offer the feature or its endpoint.
    Unsupported,
    /// The arguments of an authorization request or of a grant are not valid; nothing was sent.
    InvalidRequest,
    /// The callback has no parameters of an authorization response, or a repeated or contradictory
    /// one.
    InvalidCallback,
    /// `state` is absent or is not that of the authorization request: the callback belongs to
    /// another sign-in, or is forged.
    State,
    /// The authorization response was used before.
    Replayed,
    /// The authorization request is too old. Start the sign-in again.
    RequestExpired,
    /// The user or the provider denied access (`access_denied`).
    AccessDenied,
    /// The user has to act before the sign-in succeeds (`login_required`, `consent_required`,
    /// `interaction_required`, `account_selection_required`). Start again without `prompt=none`.
    InteractionRequired,
    /// The provider reports another error; see [`OidcError::oauth_error`].
    Authorization,
    /// The provider redirected a request that must not be redirected.
    Redirected,
    /// The token response is not valid.
    InvalidTokenResponse,
    /// The type of the issued token is not `Bearer`.
    UnsupportedTokenType,
    /// The user information is that of another user than the ID token.
    Subject,
    /// The session has ended; the user has to sign in again.
    SessionEnded,
    /// The session store failed. The session is unchanged.
    SessionStore,
}

/// Error returned when a step of the OpenID Connect protocol fails.
///
/// Messages contain no tokens, codes or secrets. Text of the provider is escaped and bounded.
///
/// ```no_run
/// # async fn example(
/// #     oidc: genauth::oidc::OidcClient,
/// #     request: genauth::oidc::AuthorizationRequest,
/// # ) -> Result<(), genauth::Error> {
/// use genauth::{Error, OidcErrorKind};
///
/// match oidc.finish(&request, "/callback?error=access_denied&state=STATE").await {
///     Err(Error::Oidc(error)) if error.kind() == OidcErrorKind::AccessDenied => {
///         println!("the user canceled");
///     }
///     outcome => println!("{:?}", outcome?.claims),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct OidcError(Box<Details>);

#[derive(Clone)]
struct Details {
    kind: OidcErrorKind,
    message: String,
    oauth_error: Option<String>,
    oauth_description: Option<String>,
    retry_after: Option<Duration>,
    source: Option<Arc<Error>>,
}

impl OidcError {
    pub(crate) fn new(kind: OidcErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            oauth_error: None,
            oauth_description: None,
            retry_after: None,
            source: None,
        }))
    }

    /// Sets the error code and description of the provider.
    pub(crate) fn with_oauth(mut self, error: String, description: Option<String>) -> Self {
        self.0.oauth_error = Some(error);
        self.0.oauth_description = description;
        self
    }

    pub(crate) fn with_retry_after(mut self, after: Option<Duration>) -> Self {
        self.0.retry_after = after;
        self
    }

    pub(crate) fn with_source(mut self, source: Error) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// Returns the step that failed.
    pub fn kind(&self) -> OidcErrorKind {
        self.0.kind
    }

    /// Returns the cause and its remedy.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the `error` of the provider, for instance `access_denied`.
    pub fn oauth_error(&self) -> Option<&str> {
        self.0.oauth_error.as_deref()
    }

    /// Returns the `error_description` of the provider. Verbatim and not trustworthy: escape it
    /// before writing it to a page.
    pub fn oauth_description(&self) -> Option<&str> {
        self.0.oauth_description.as_deref()
    }

    /// Returns the time to wait before another attempt, if known.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcError")
            .field("kind", &self.0.kind)
            .field("oauth_error", &self.0.oauth_error.as_deref().map(Shown))
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for OidcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for OidcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(&self.0.message).fmt(f)
    }
}

impl StdError for OidcError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
