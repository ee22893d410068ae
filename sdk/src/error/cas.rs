//! [`CasError`]: a failure of the CAS protocol.

use std::{error::Error as StdError, fmt, sync::Arc};

use http::StatusCode;

use super::Error;
use super::shown::{Shown, explained};

/// The step of the CAS protocol that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CasErrorKind {
    /// An argument of a login or a sign-out is not valid; nothing was sent.
    InvalidRequest,
    /// The callback has no ticket, an empty one, or several. After a
    /// [`gateway`](crate::cas::CasLoginBuilder::gateway) sign-in, the user is not signed in.
    MissingTicket,
    /// The ticket has characters or a length that no ticket has; nothing was sent.
    InvalidTicket,
    /// The ticket is a proxy ticket, and proxies are not allowed; nothing was sent.
    ProxyTicket,
    /// The server rejects the ticket; see [`CasError::code`]. Start the sign-in again.
    TicketRejected,
    /// The user signed in through proxies that are not allowed.
    ProxyChain,
    /// The response has an HTTP status other than 200, for instance a redirect, which is not
    /// followed; see [`CasError::http_status`]. Or the HTTP client of the application followed a
    /// redirect.
    UnexpectedStatus,
    /// The response is longer than allowed.
    TooLarge,
    /// The response is not one of CAS: another format, another namespace, no user, or a
    /// contradictory one. The message names the problem.
    Malformed,
    /// The server cannot be reached, or its response broke off. The ticket may be used up: start the
    /// sign-in again.
    Unavailable,
    /// The single logout request is not valid.
    InvalidLogoutRequest,
}

/// Error returned when a step of the CAS protocol fails.
///
/// ```
/// use genauth::{CasErrorKind, Error};
///
/// /// Returns the page to show after a sign-in that failed.
/// fn page(error: &Error) -> &'static str {
///     match error {
///         Error::Cas(error) => match error.kind() {
///             CasErrorKind::MissingTicket => "/", // not signed in, for instance after `gateway`
///             CasErrorKind::TicketRejected => "/login", // used, expired, or of another service
///             _ => "/sign-in-failed", // log the error: its message names the cause
///         },
///         _ => "/sign-in-failed",
///     }
/// }
/// ```
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
    http_status: Option<StatusCode>,
    source: Option<Arc<Error>>,
}

impl CasError {
    pub(crate) fn new(kind: CasErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Details { kind, message, code: None, http_status: None, source: None }))
    }

    /// Sets the code of the server.
    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code;
        self
    }

    pub(crate) fn with_http_status(mut self, http_status: StatusCode) -> Self {
        self.0.http_status = Some(http_status);
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
    ///
    /// `None` for CAS 1.0, which has no codes, and for text that is not a code: letters, digits and
    /// underscores.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the HTTP status of the response, if it is not 200.
    pub fn http_status(&self) -> Option<StatusCode> {
        self.0.http_status
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CasError")
            .field("kind", &self.0.kind)
            .field("code", &self.0.code.as_deref().map(Shown))
            .field("http_status", &self.0.http_status.map(|status| status.as_u16()))
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
