//! [`Error`]: the error type of the SDK.

mod api;
mod blocking;
#[cfg(feature = "cas")]
mod cas;
mod cause;
mod code;
mod credential;
mod decode;
#[cfg(feature = "event")]
mod event;
mod flow;
mod kind;
mod local;
mod next_step;
#[cfg(feature = "oidc")]
mod oidc;
mod outcome;
#[cfg(feature = "saml")]
mod saml;
mod shown;
mod snippet;
#[cfg(feature = "oidc")]
mod token;
mod transport;
#[cfg(feature = "webhook")]
mod webhook;

use std::{error::Error as StdError, fmt, time::Duration};

pub use api::ApiError;
pub(crate) use api::Failure;
pub use blocking::BlockingError;
#[cfg(feature = "cas")]
pub use cas::{CasError, CasErrorKind};
pub use code::Code;
pub(crate) use code::codes;
pub use credential::CredentialError;
pub use decode::DecodeError;
#[cfg(feature = "event")]
pub use event::{EventError, EventErrorKind};
pub use flow::{FlowEnd, FlowError};
pub use local::{ConfigError, RequestError};
pub use next_step::NextStep;
#[cfg(feature = "oidc")]
pub use oidc::{OidcError, OidcErrorKind};
pub(crate) use outcome::Outcome;
#[cfg(feature = "saml")]
pub use saml::{SamlError, SamlErrorKind, SamlStatus};
use shown::explained;
#[cfg(feature = "oidc")]
pub use token::{TokenError, TokenErrorKind};
pub use transport::TransportError;
pub(crate) use transport::{Limit, Phase};
#[cfg(feature = "webhook")]
pub use webhook::{WebhookError, WebhookErrorKind};

/// Error returned when a client cannot be built or a call fails.
///
/// Messages name the operation, the cause and a fix. `Debug` output starts with the message, so `fn
/// main() -> Result<(), genauth::Error>` prints it. Neither contains a secret, a token or the body
/// of a request or a response; control characters in text of the server are escaped, and the length
/// is bounded.
#[derive(Clone)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be built from its configuration.
    Config(ConfigError),
    /// The arguments of a call are not valid; nothing was sent.
    Request(RequestError),
    /// The credentials for the call are missing; it was not sent.
    Credential(CredentialError),
    /// The request did not reach the server, or its response did not arrive.
    Transport(TransportError),
    /// The response reports that the operation failed, whatever the HTTP status.
    Api(ApiError),
    /// The response cannot be decoded.
    Decode(DecodeError),
    /// A blocking call is not possible on this thread; nothing was sent.
    Blocking(BlockingError),
    /// A flow, such as a sign-in or an enrollment, ended without success although no single call
    /// failed.
    Flow(FlowError),
    /// A token was rejected by a local check.
    #[cfg(feature = "oidc")]
    Token(TokenError),
    /// A step of the OpenID Connect protocol failed.
    #[cfg(feature = "oidc")]
    Oidc(OidcError),
    /// A subscription of events failed, or one of its messages cannot be read.
    #[cfg(feature = "event")]
    Event(EventError),
    /// A webhook request was rejected.
    #[cfg(feature = "webhook")]
    Webhook(WebhookError),
    /// A SAML message was rejected, or cannot be created.
    #[cfg(feature = "saml")]
    Saml(SamlError),
    /// A step of the CAS protocol failed.
    #[cfg(feature = "cas")]
    Cas(CasError),
}

impl Error {
    /// Returns the detailed error code of the API, for instance 2004 for an unknown user.
    pub fn api_code(&self) -> Option<i64> {
        if let Self::Api(error) = self { error.api_code() } else { None }
    }

    /// Returns the business status code of the API, for instance 404.
    pub fn status_code(&self) -> Option<i64> {
        if let Self::Api(error) = self { Some(error.status_code()) } else { None }
    }

    /// Returns the request id, for support requests.
    pub fn request_id(&self) -> Option<&str> {
        if let Self::Api(error) = self { error.request_id() } else { None }
    }

    /// Returns the `error` of an OAuth response, for instance `invalid_grant`.
    pub fn oauth_error(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.oauth_error(),
            #[cfg(feature = "oidc")]
            Self::Oidc(error) => error.oauth_error(),
            _ => None,
        }
    }

    /// Returns the meaning of the error code and its remedy, if known.
    pub fn code(&self) -> Option<&'static Code> {
        if let Self::Api(error) = self { error.code() } else { None }
    }

    /// Returns the next step that a sign-in requires, such as a second factor or a new password;
    /// `None` for other failures.
    pub fn next_step(&self) -> Option<NextStep> {
        self.api_code().and_then(NextStep::of_api_code)
    }

    /// Returns whether the same call may succeed later: the connection failed, or the server was
    /// overloaded or throttled the call. Whether a retry is safe depends on
    /// [`Operation::retry_safe`](crate::Operation::retry_safe).
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(_) => true,
            Self::Api(error) => matches!(error.status_code(), 429 | 502 | 503 | 504),
            Self::Decode(error) => matches!(error.http_status().as_u16(), 429 | 502 | 503 | 504),
            Self::Config(_)
            | Self::Request(_)
            | Self::Credential(_)
            | Self::Blocking(_)
            | Self::Flow(_) => false,
            #[cfg(feature = "webhook")]
            Self::Webhook(_) => false,
            #[cfg(feature = "saml")]
            Self::Saml(error) => error.is_retryable(),
            // The ticket may be used up.
            #[cfg(feature = "cas")]
            Self::Cas(_) => false,
            #[cfg(feature = "oidc")]
            Self::Token(_) => false,
            #[cfg(feature = "oidc")]
            Self::Oidc(error) => matches!(
                error.kind(),
                OidcErrorKind::ProviderUnavailable | OidcErrorKind::SessionStore
            ),
            #[cfg(feature = "event")]
            Self::Event(error) => error.is_retryable(),
        }
    }

    /// Returns whether the user canceled the sign-in on the other device.
    pub fn is_canceled(&self) -> bool {
        matches!(self, Self::Flow(error) if error.end() == FlowEnd::Canceled)
    }

    /// Returns whether the operation may have been carried out although the call failed: a write
    /// was sent and no readable response arrived, in the last attempt or an earlier one. Check the
    /// state on the server before sending the operation again.
    ///
    /// `false` for operations that only read, for requests that were not sent, and for those that
    /// the server rejected.
    pub fn outcome_unknown(&self) -> bool {
        self.outcome() != Outcome::Known
    }

    fn outcome(&self) -> Outcome {
        match self {
            Self::Transport(error) => error.outcome(),
            Self::Api(error) => error.0.outcome,
            Self::Decode(error) => error.outcome(),
            Self::Config(_)
            | Self::Request(_)
            | Self::Credential(_)
            | Self::Blocking(_)
            | Self::Flow(_) => Outcome::Known,
            #[cfg(feature = "oidc")]
            Self::Token(_) | Self::Oidc(_) => Outcome::Known,
            #[cfg(feature = "event")]
            Self::Event(_) => Outcome::Known,
            #[cfg(feature = "webhook")]
            Self::Webhook(_) => Outcome::Known,
            #[cfg(feature = "saml")]
            Self::Saml(_) => Outcome::Known,
            #[cfg(feature = "cas")]
            Self::Cas(_) => Outcome::Known,
        }
    }

    /// Sets whether the operation may have been carried out, for the kinds of error that record it.
    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        match &mut self {
            Self::Transport(error) => error.set_outcome(outcome),
            Self::Api(error) => error.0.outcome = outcome,
            Self::Decode(error) => error.set_outcome(outcome),
            _ => {}
        }
        self
    }

    /// Returns the time to wait before another call, as requested by the server.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.0.retry_after,
            #[cfg(feature = "oidc")]
            Self::Oidc(error) => error.retry_after(),
            #[cfg(feature = "event")]
            Self::Event(error) => error.retry_after(),
            _ => None,
        }
    }

    /// Returns the documented name of the operation that failed.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Config(_) | Self::Credential(_) | Self::Blocking(_) | Self::Flow(_) => None,
            #[cfg(feature = "oidc")]
            Self::Token(_) | Self::Oidc(_) => None,
            #[cfg(feature = "event")]
            Self::Event(_) => None,
            #[cfg(feature = "webhook")]
            Self::Webhook(_) => None,
            #[cfg(feature = "saml")]
            Self::Saml(_) => None,
            #[cfg(feature = "cas")]
            Self::Cas(_) => None,
            Self::Request(error) => Some(error.endpoint.name()),
            Self::Transport(error) => Some(error.endpoint().name()),
            Self::Api(error) => Some(error.0.endpoint.name()),
            Self::Decode(error) => Some(error.endpoint().name()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => write!(f, "{error}{}", error.0.outcome),
            Self::Decode(error) => write!(f, "{error}{}", error.outcome()),
            Self::Blocking(error) => error.fmt(f),
            Self::Flow(error) => error.fmt(f),
            #[cfg(feature = "oidc")]
            Self::Token(error) => error.fmt(f),
            #[cfg(feature = "oidc")]
            Self::Oidc(error) => error.fmt(f),
            #[cfg(feature = "event")]
            Self::Event(error) => error.fmt(f),
            #[cfg(feature = "webhook")]
            Self::Webhook(error) => error.fmt(f),
            #[cfg(feature = "saml")]
            Self::Saml(error) => error.fmt(f),
            #[cfg(feature = "cas")]
            Self::Cas(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| match self {
            Self::Config(error) => error.fields(f),
            Self::Request(error) => error.fields(f),
            Self::Credential(error) => error.fields(f),
            Self::Transport(error) => error.fields(f),
            Self::Api(error) => error.fields(f),
            Self::Decode(error) => error.fields(f),
            Self::Blocking(error) => error.fields(f),
            Self::Flow(error) => error.fields(f),
            #[cfg(feature = "oidc")]
            Self::Token(error) => error.fields(f),
            #[cfg(feature = "oidc")]
            Self::Oidc(error) => error.fields(f),
            #[cfg(feature = "event")]
            Self::Event(error) => error.fields(f),
            #[cfg(feature = "webhook")]
            Self::Webhook(error) => error.fields(f),
            #[cfg(feature = "saml")]
            Self::Saml(error) => error.fields(f),
            #[cfg(feature = "cas")]
            Self::Cas(error) => error.fields(f),
        })
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Credential(error) => error.source(),
            Self::Flow(error) => error.source(),
            #[cfg(feature = "oidc")]
            Self::Oidc(error) => error.source(),
            #[cfg(feature = "event")]
            Self::Event(error) => error.source(),
            #[cfg(feature = "saml")]
            Self::Saml(error) => error.source(),
            #[cfg(feature = "cas")]
            Self::Cas(error) => error.source(),
            _ => None,
        }
    }
}

macro_rules! from_part {
    ($($part:ident => $variant:ident),*) => {$(
        impl From<$part> for Error {
            fn from(error: $part) -> Self {
                Self::$variant(error)
            }
        }
    )*};
}

from_part! {
    ConfigError => Config, RequestError => Request, CredentialError => Credential,
    TransportError => Transport, ApiError => Api, DecodeError => Decode, BlockingError => Blocking,
    FlowError => Flow
}

#[cfg(feature = "oidc")]
from_part! { TokenError => Token, OidcError => Oidc }

#[cfg(feature = "event")]
from_part! { EventError => Event }
#[cfg(feature = "webhook")]
from_part! { WebhookError => Webhook }
#[cfg(feature = "saml")]
from_part! { SamlError => Saml }
#[cfg(feature = "cas")]
from_part! { CasError => Cas }
