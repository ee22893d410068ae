//! [`Error`]: everything that can go wrong, with what to do about it.

use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;
use http::StatusCode;

use crate::operation::Operation;

/// Why a client could not be built or a call not completed.
///
/// No message and no `Debug` output contains a secret, a token or the body of a request or an
/// answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A client was configured with something that cannot work.
    Config(ConfigError),
    /// The arguments of a call make no valid request; nothing was sent.
    Request(RequestError),
    /// The request did not reach the server, or its answer did not come back.
    Transport(TransportError),
    /// The server answered that the operation failed, whatever the HTTP status.
    Api(ApiError),
    /// The server answered with something that cannot be understood.
    Decode(DecodeError),
}

impl Error {
    /// The detailed error code of the API, for instance 2004 for an unknown user.
    pub fn api_code(&self) -> Option<i64> {
        if let Self::Api(error) = self { error.api_code } else { None }
    }

    /// The business status code of the API, for instance 404.
    pub fn status_code(&self) -> Option<i64> {
        if let Self::Api(error) = self { Some(error.status_code) } else { None }
    }

    /// The id of the request, for support.
    pub fn request_id(&self) -> Option<&str> {
        if let Self::Api(error) = self { error.request_id.as_deref() } else { None }
    }

    /// Whether the same call may succeed a little later: the connection failed, the server was
    /// overloaded or asked to slow down. It does not say whether repeating it is safe; that depends
    /// on [`Operation::retry_safe`].
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(_) => true,
            Self::Api(error) => matches!(error.status_code, 429 | 502 | 503 | 504),
            Self::Decode(error) => matches!(error.http_status.as_u16(), 429 | 502 | 503 | 504),
            Self::Config(_) | Self::Request(_) => false,
        }
    }

    /// How long the server asked to wait before another call.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Self::Api(error) = self { error.retry_after } else { None }
    }

    /// The documented name of the operation that failed.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Config(_) => None,
            Self::Request(error) => Some(error.operation.name),
            Self::Transport(error) => Some(error.operation.name),
            Self::Api(error) => Some(error.operation.name),
            Self::Decode(error) => Some(error.operation.name),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        if let Self::Transport(error) = self { error.source() } else { None }
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
    ConfigError => Config, RequestError => Request, TransportError => Transport, ApiError => Api,
    DecodeError => Decode
}

/// A client was configured with something that cannot work.
#[derive(Debug)]
pub struct ConfigError {
    pub(crate) message: String,
}

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client cannot be built: {}", self.message)
    }
}

impl StdError for ConfigError {}

/// The arguments of a call make no valid request.
#[derive(Debug)]
pub struct RequestError {
    pub(crate) operation: &'static Operation,
    pub(crate) message: String,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; nothing was sent", self.operation.name, self.message)
    }
}

impl StdError for RequestError {}

/// The request did not reach the server, or its answer did not come back.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) operation: &'static Operation,
    pub(crate) source: Option<reqwest::Error>,
    pub(crate) timeout: Option<Duration>,
}

impl TransportError {
    /// Whether the time for the call was over.
    pub fn is_timeout(&self) -> bool {
        self.timeout.is_some() || self.source.as_ref().is_some_and(reqwest::Error::is_timeout)
    }

    /// Whether no connection could be made, so that the server saw nothing of the request.
    pub fn is_connect(&self) -> bool {
        self.source.as_ref().is_some_and(reqwest::Error::is_connect)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operation { name, method, path, .. } = self.operation;
        write!(f, "{name}: {method} {path} ")?;
        match (&self.timeout, &self.source) {
            (Some(timeout), _) => write!(f, "was not answered within {timeout:?}"),
            (None, _) if self.is_connect() => f.write_str(
                "could not be sent because no connection was made; check the host and the network",
            ),
            (None, Some(source)) => write!(f, "failed on the way: {source}"),
            (None, None) => f.write_str("failed on the way"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}

/// The server answered that the operation failed.
pub struct ApiError {
    pub(crate) operation: &'static Operation,
    pub(crate) http_status: StatusCode,
    pub(crate) status_code: i64,
    pub(crate) api_code: Option<i64>,
    // An error is returned by value everywhere, so it is kept under 128 bytes.
    pub(crate) message: Box<str>,
    pub(crate) request_id: Option<Box<str>>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Bytes,
}

impl ApiError {
    /// The HTTP status, which is mostly 200 even for failures.
    pub fn http_status(&self) -> StatusCode {
        self.http_status
    }

    /// The business status code.
    pub fn status_code(&self) -> i64 {
        self.status_code
    }

    /// What went wrong in detail.
    pub fn api_code(&self) -> Option<i64> {
        self.api_code
    }

    /// The server's explanation, in the language of the request.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The id of the request, for support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The whole answer. It may hold personal data and tokens; do not log it.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation.name)
            .field("http_status", &self.http_status.as_u16())
            .field("status_code", &self.status_code)
            .field("api_code", &self.api_code)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .field("retry_after", &self.retry_after)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operation { name, method, path, .. } = self.operation;
        write!(f, "{name}: {method} {path} failed with status {}", self.status_code)?;
        if let Some(api_code) = self.api_code {
            write!(f, ", api code {api_code}")?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        if let Some(request_id) = &self.request_id {
            write!(f, " (request {request_id})")?;
        }
        let advice = match self.status_code {
            401 => "; check the access token or the access key",
            403 => "; the identity in use has no permission for this",
            429 => "; slow down, the limit of requests is reached",
            _ => "",
        };
        f.write_str(advice)
    }
}

impl StdError for ApiError {}

/// The server answered with something that cannot be understood.
pub struct DecodeError {
    pub(crate) operation: &'static Operation,
    pub(crate) http_status: StatusCode,
    pub(crate) message: String,
    pub(crate) body: Bytes,
}

impl DecodeError {
    /// The HTTP status of the answer.
    pub fn http_status(&self) -> StatusCode {
        self.http_status
    }

    /// What could not be understood, and where: `data.list[3].gender: expected string, found 7`.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The whole answer. It may hold personal data and tokens; do not log it.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation.name)
            .field("http_status", &self.http_status.as_u16())
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation.name, self.message)
    }
}

impl StdError for DecodeError {}
