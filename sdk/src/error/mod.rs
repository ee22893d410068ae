//! [`Error`]: everything that can go wrong, with what to do about it.

mod api;
mod blocking;
mod cause;
mod code;
mod credential;
mod decode;
mod flow;
mod kind;
mod local;
mod next_step;
mod outcome;
mod shown;
mod snippet;
mod transport;

use std::{error::Error as StdError, fmt, time::Duration};

pub use api::ApiError;
pub(crate) use api::Failure;
pub use blocking::BlockingError;
pub use code::Code;
pub(crate) use code::codes;
pub use credential::CredentialError;
pub use decode::DecodeError;
pub use flow::{FlowEnd, FlowError};
pub use local::{ConfigError, RequestError};
pub use next_step::NextStep;
pub(crate) use outcome::Outcome;
use shown::explained;
pub use transport::TransportError;
pub(crate) use transport::{Limit, Phase};

/// Why a client could not be built or a call not completed.
///
/// `Debug` output begins with the message, so that `fn main() -> Result<(), genauth::Error>` prints
/// it. Neither contains a secret, a token or the body of a request or a response; control characters
/// in what a server says are escaped, and the length is bounded.
#[derive(Clone)]
#[non_exhaustive]
pub enum Error {
    /// A client was configured with something that cannot work.
    Config(ConfigError),
    /// The arguments of a call make no valid request; nothing was sent.
    Request(RequestError),
    /// There is no token to make the call with; it was not sent.
    Credential(CredentialError),
    /// The request did not reach the server, or its answer did not come back.
    Transport(TransportError),
    /// The server answered that the operation failed, whatever the HTTP status.
    Api(ApiError),
    /// The server answered with something that cannot be understood.
    Decode(DecodeError),
    /// The thread must not or cannot wait for a call that blocks; nothing was sent.
    Blocking(BlockingError),
    /// A sign-in, an enrollment or another thing of several steps has ended without success, though
    /// no single call failed.
    Flow(FlowError),
}

impl Error {
    /// The detailed error code of the API, for instance 2004 for an unknown user.
    pub fn api_code(&self) -> Option<i64> {
        if let Self::Api(error) = self { error.api_code() } else { None }
    }

    /// The business status code of the API, for instance 404.
    pub fn status_code(&self) -> Option<i64> {
        if let Self::Api(error) = self { Some(error.status_code()) } else { None }
    }

    /// The id of the request, for support.
    pub fn request_id(&self) -> Option<&str> {
        if let Self::Api(error) = self { error.request_id() } else { None }
    }

    /// The `error` of an OAuth response, for instance `invalid_grant`.
    pub fn oauth_error(&self) -> Option<&str> {
        if let Self::Api(error) = self { error.oauth_error() } else { None }
    }

    /// What the code of the failure means and what to do about it, if it is known.
    pub fn code(&self) -> Option<&'static Code> {
        if let Self::Api(error) = self { error.code() } else { None }
    }

    /// The step that a sign-in asks for before it is over: a second factor, a new password. `None`
    /// for failures that are just that.
    pub fn next_step(&self) -> Option<NextStep> {
        self.api_code().and_then(NextStep::of_api_code)
    }

    /// Whether the same call may succeed a little later: the connection failed, the server was
    /// overloaded or asked to slow down. It does not say whether repeating it is safe; that depends
    /// on [`Operation::retry_safe`](crate::Operation::retry_safe).
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
        }
    }

    /// Whether the user said no, on the device that was asked.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Flow(error) if error.end() == FlowEnd::Cancelled)
    }

    /// Whether the operation may have been carried out although it failed: a write was sent and no
    /// readable response came, or an attempt before the one that failed ended like that. Check the
    /// state on the server before sending the operation again.
    ///
    /// It is `false` for operations that only read, for requests that were not sent, and for those
    /// that the server refused.
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
        }
    }

    /// Sets whether the operation may have been carried out, for the kinds of error that say so.
    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        match &mut self {
            Self::Transport(error) => error.set_outcome(outcome),
            Self::Api(error) => error.0.outcome = outcome,
            Self::Decode(error) => error.set_outcome(outcome),
            _ => {}
        }
        self
    }

    /// How long the server asked to wait before another call.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Self::Api(error) = self { error.0.retry_after } else { None }
    }

    /// The documented name of the operation that failed.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Config(_) | Self::Credential(_) | Self::Blocking(_) | Self::Flow(_) => None,
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
        })
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Credential(error) => error.source(),
            Self::Flow(error) => error.source(),
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
