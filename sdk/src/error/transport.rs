//! [`TransportError`]: no response.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use super::Outcome;
use super::cause::Cause;
use super::shown::explained;
use crate::endpoint::Endpoint;

/// Error returned when the request did not reach the server, or its response did not arrive.
///
/// The message names the host and the root cause.
#[derive(Clone)]
// Errors are returned by value, so the details are on the heap.
pub struct TransportError(Box<Lost>);

#[derive(Clone)]
struct Lost {
    endpoint: Endpoint,
    host: Arc<str>,
    reason: Reason,
    outcome: Outcome,
}

#[derive(Clone)]
enum Reason {
    Http { source: Arc<reqwest::Error>, cause: Cause },
    Timeout { phase: Phase, limit: Limit, after: Duration },
    Shutdown,
}

/// The part of a call that took too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Waiting for a management token.
    Token,
    /// Waiting for a middleware.
    Middleware,
    /// Sending the request and waiting for the beginning of the response.
    Response,
    /// Reading the body of the response.
    Body,
}

/// The option that limits the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Attempt,
    Call,
}

impl TransportError {
    /// Creates an error for a failure of the HTTP library. `connect_timeout` is its limit, if set
    /// by the SDK.
    pub(crate) fn http(
        endpoint: &Endpoint,
        host: &Arc<str>,
        source: reqwest::Error,
        connect_timeout: Option<Duration>,
    ) -> Self {
        // The address of a request can carry personal data and tokens.
        let source = source.without_url();
        let cause = Cause::of(&source, connect_timeout);
        Self::new(endpoint, host, Reason::Http { source: Arc::new(source), cause })
    }

    pub(crate) fn timeout(
        endpoint: &Endpoint,
        host: &Arc<str>,
        phase: Phase,
        limit: Limit,
        after: Duration,
    ) -> Self {
        Self::new(endpoint, host, Reason::Timeout { phase, limit, after })
    }

    /// Creates an error for a request whose runtime shuts down.
    pub(crate) fn shutdown(endpoint: &Endpoint, host: &Arc<str>) -> Self {
        Self::new(endpoint, host, Reason::Shutdown)
    }

    fn new(endpoint: &Endpoint, host: &Arc<str>, reason: Reason) -> Self {
        let (endpoint, host) = (endpoint.clone(), Arc::clone(host));
        Self(Box::new(Lost { endpoint, host, reason, outcome: Outcome::Known }))
    }

    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    pub(super) fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    pub(super) fn set_outcome(&mut self, outcome: Outcome) {
        self.0.outcome = outcome;
    }

    /// Returns the host of the request, with its port unless it is the default.
    pub fn host(&self) -> &str {
        &self.0.host
    }

    /// Returns whether the timeout of the call, the attempt or the connection has passed.
    pub fn is_timeout(&self) -> bool {
        match &self.0.reason {
            Reason::Http { source, .. } => source.is_timeout(),
            Reason::Timeout { .. } => true,
            Reason::Shutdown => false,
        }
    }

    /// Returns whether no connection could be established; nothing was sent.
    pub fn is_connect(&self) -> bool {
        matches!(&self.0.reason, Reason::Http { source, .. } if source.is_connect())
    }

    /// Returns whether a response arrived that the HTTP library could not decompress.
    #[cfg(feature = "cas")]
    pub(crate) fn is_decompression(&self) -> bool {
        // Failures of the connection in the body also count as decoding, but have other sources.
        let Reason::Http { source, .. } = &self.0.reason else { return false };
        source.is_decode() && source.source().is_some_and(|it| it.is::<std::io::Error>())
    }

    /// Returns the root cause of a failure in the HTTP library.
    #[cfg(feature = "event")]
    pub(crate) fn cause(&self) -> String {
        match &self.0.reason {
            Reason::Http { cause, .. } => cause.to_string(),
            Reason::Timeout { .. } | Reason::Shutdown => self.to_string(),
        }
    }

    /// Returns whether the server certainly did not process the request.
    pub(crate) fn is_unprocessed(&self) -> bool {
        match &self.0.reason {
            Reason::Http { source, cause } => {
                source.is_connect() || source.is_builder() || matches!(cause, Cause::Unprocessed)
            }
            Reason::Timeout { phase, .. } => matches!(phase, Phase::Token | Phase::Middleware),
            Reason::Shutdown => false,
        }
    }
}

impl TransportError {
    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("operation", &self.0.endpoint.name())
            .field("host", &self.0.host)
            .field("reason", &format_args!("{}", Reasoned(&self.0)))
            .field("is_connect", &self.is_connect())
            .field("is_timeout", &self.is_timeout())
            .field("outcome", &self.0.outcome)
            .finish()
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.0.endpoint, Reasoned(&self.0), self.0.outcome)
    }
}

/// Displays the failed step, the host and the cause.
struct Reasoned<'a>(&'a Lost);

impl fmt::Display for Reasoned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Lost { host, reason, .. } = self.0;
        match reason {
            Reason::Http { source, cause } if source.is_connect() => {
                write!(f, "could not connect to {host}: {cause}")
            }
            Reason::Http { cause, .. } => write!(f, "failed at {host}: {cause}"),
            Reason::Timeout { phase, limit, after } => {
                match phase {
                    Phase::Token => write!(f, "timed out: no management token for {host}")?,
                    Phase::Middleware => f.write_str("timed out: a middleware delayed it")?,
                    Phase::Response => write!(f, "timed out: no response from {host}")?,
                    Phase::Body => write!(f, "timed out: no complete response body from {host}")?,
                }
                let limit = match limit {
                    Limit::Attempt => "attempt timeout",
                    Limit::Call => "call timeout",
                };
                write!(f, " within {after:?} ({limit}); check the server, or raise the timeout")
            }
            Reason::Shutdown => write!(f, "failed at {host}: the Tokio runtime is shutting down"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.reason {
            Reason::Http { source, .. } => Some(&**source),
            Reason::Timeout { .. } | Reason::Shutdown => None,
        }
    }
}
