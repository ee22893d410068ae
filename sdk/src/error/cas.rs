//! [`CasError`]: a failure of the CAS protocol.

use std::{error::Error as StdError, fmt, sync::Arc};

use super::Error;
use super::shown::{Shown, explained};

/// The step of the CAS protocol that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CasErrorKind {
    /// The service or another argument is not valid; nothing was sent.
    InvalidRequest,
    /// The callback has no ticket, an empty one, or several.
    MissingTicket,
    /// The ticket has characters or a length that no ticket has; nothing was sent.
    InvalidTicket,
    /// The ticket is a proxy ticket, and proxies are not allowed; nothing was sent.
    ProxyTicket,
    /// The server rejects the ticket; see [`CasError::code`]. Start the sign-in again.
    TicketRejected,
    /// The user signed in through proxies that are not allowed.
    ProxyChain,
    /// The response has an HTTP status other than 200.
    UnexpectedStatus,
    /// The response is longer than allowed.
    TooLarge,
    /// The response is not one of CAS: another format, another namespace, or a contradictory one.
    Malformed,
    /// The server cannot be reached, or its response broke off. The ticket may be used up: start the
    /// sign-in again.
    Unavailable,
    /// The single logout request is not valid.
    InvalidLogoutRequest,
}

/// Error returned when a step of the CAS protocol fails.
///
/// Messages contain no tickets and nothing of a response but the code of a failure. Text of the
/// server is escaped and bounded.
#[derive(Clone)]
pub struct CasError(Box<Details>);

#[derive(Clone)]
struct Details {
    kind: CasErrorKind,
    message: String,
    code: Option<String>,
    source: Option<Arc<Error>>,
}

impl CasError {
    pub(crate) fn new(kind: CasErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details { kind, message: message.into(), code: None, source: None }))
    }

    /// Sets the code of the server.
    pub(crate) fn with_code(mut self, code: impl Into<String>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    pub(crate) fn with_source(mut self, source: Error) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// Returns the step that failed.
    pub fn kind(&self) -> CasErrorKind {
        self.0.kind
    }

    /// Returns the cause and its remedy.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the code of a rejected ticket, for instance `INVALID_TICKET` or `INVALID_SERVICE`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CasError")
            .field("kind", &self.0.kind)
            .field("code", &self.0.code.as_deref().map(Shown))
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CasError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for CasError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(&self.0.message).fmt(f)
    }
}

impl StdError for CasError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
