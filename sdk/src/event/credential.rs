//! [`Credential`]: what a subscription authenticates with.

use std::sync::Arc;

use http::{HeaderValue, Method};

use crate::credentials::EventKey;
use crate::data::Secret;
use crate::endpoint::Endpoint;
use crate::error::{CredentialError, Error};
use crate::operation::{Api, BodyKind, Effect, Operation, Security};
use crate::transport::{Identity, ManagementToken};

/// The subscription of a user's events.
pub(super) static USER_EVENTS: Operation =
    subscription(Api::Authentication, "/events/v1/authentication/sub", Security::NONE.bearer());

/// The subscription of the events of a user pool.
static POOL_EVENTS: Operation =
    subscription(Api::Management, "/events/v1/management/sub", Security::NONE);

const fn subscription(api: Api, path: &'static str, security: Security) -> Operation {
    Operation {
        name: "subscribe",
        api,
        module: "event",
        method: Method::GET,
        path,
        pagination: None,
        effect: Effect::Read,
        retry_safe: true,
        security,
        client_auth: false,
        body: BodyKind::None,
        limits: &[],
        deprecated: false,
    }
}

/// What a subscription authenticates with.
#[derive(Clone)]
pub(super) enum Credential {
    /// The access token of a user.
    Token(Option<Arc<Secret>>),
    /// The session of a user.
    Session(Arc<dyn Identity>),
    /// An access key; `None` if the client has a token provider instead.
    Key { key: Option<Arc<EventKey>>, scheme: Arc<str> },
}

/// What one connection authenticates with.
#[derive(Clone)]
pub(super) enum Grant {
    Token(Arc<ManagementToken>),
    Signature(HeaderValue),
}

impl Grant {
    /// Returns the token, which is a parameter of the URL.
    pub(super) fn token(&self) -> Option<&str> {
        match self {
            Self::Token(token) => Some(token.access_token().expose()),
            Self::Signature(_) => None,
        }
    }
}

impl Credential {
    pub(super) fn operation(&self) -> &'static Operation {
        match self {
            Self::Token(_) | Self::Session(_) => &USER_EVENTS,
            Self::Key { .. } => &POOL_EVENTS,
        }
    }

    /// Checks that there is a credential.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Session(_) => Ok(()),
            Self::Token(_) | Self::Key { .. } => self.fixed().map(|_| ()),
        }
    }

    /// Returns what the next connection authenticates with.
    pub(super) async fn grant(&self) -> Result<Grant, Error> {
        self.ask(None).await
    }

    /// Returns a replacement for what the server has refused; `None` if there is none.
    pub(super) async fn replacement(&self, refused: &Grant) -> Result<Option<Grant>, Error> {
        let Grant::Token(refused) = refused else { return Ok(None) };
        if !matches!(self, Self::Session(_)) {
            return Ok(None);
        }
        let grant = self.ask(Some(refused)).await?;
        let is_other = grant.token() != Some(refused.access_token().expose());
        Ok(is_other.then_some(grant))
    }

    async fn ask(&self, refused: Option<&ManagementToken>) -> Result<Grant, Error> {
        let Self::Session(identity) = self else { return self.fixed() };
        let endpoint = Endpoint::from(self.operation());
        match identity.token_provider(&endpoint) {
            Some(provider) => Ok(Grant::Token(provider.token(refused).await?)),
            None => Err(no_user()),
        }
    }

    fn fixed(&self) -> Result<Grant, Error> {
        match self {
            Self::Token(Some(token)) if !token.is_blank() => {
                Ok(Grant::Token(Arc::new(ManagementToken::new(Secret::clone(token)))))
            }
            Self::Token(_) | Self::Session(_) => Err(no_user()),
            Self::Key { key: None, .. } => Err(CredentialError::new(
                "events of a user pool require an access key, and the client has a token provider; \
                 build the client with `ManagementClient::builder`",
            )
            .into()),
            Self::Key { key: Some(key), scheme } => {
                key.authorization(scheme).map(Grant::Signature).ok_or_else(|| {
                    CredentialError::new(
                        "the access key id contains characters that a header cannot hold; check it",
                    )
                    .into()
                })
            }
        }
    }
}

fn no_user() -> Error {
    CredentialError::new(
        "events of a user require a user access token; sign the user in, and subscribe with the \
         client that `with_access_token` or `with_session` returns",
    )
    .into()
}

/// Returns whether a subscription cannot go on after its credential failed like this.
pub(super) fn is_final(error: &Error) -> bool {
    match error {
        Error::Config(_) | Error::Credential(_) | Error::Request(_) => true,
        #[cfg(feature = "oidc")]
        Error::Oidc(error) => error.kind() == crate::error::OidcErrorKind::SessionEnded,
        _ => false,
    }
}
