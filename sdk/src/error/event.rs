//! [`EventError`]: a failure of a subscription of events.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use http::StatusCode;

use super::Error;
use super::shown::{Shown, explained};

/// The cause of an [`EventError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventErrorKind {
    /// The arguments of a subscription are not valid; nothing was sent.
    InvalidSubscription,
    /// There is no Tokio runtime, or it shuts down. The stream ends.
    Runtime,
    /// The server refused the credential (HTTP 401 or 403). The stream ends.
    Refused,
    /// The server cannot be reached.
    Connect,
    /// The connection was not established within the connect timeout.
    ConnectTimeout,
    /// The server responded without a valid WebSocket upgrade.
    Upgrade,
    /// The connection was closed or lost.
    Disconnected,
    /// The server sent nothing within the ping interval and the pong timeout.
    Unresponsive,
    /// The server violated the WebSocket protocol; the connection was closed.
    Protocol,
    /// A frame or a message was too long; the connection was closed.
    TooLong,
    /// A message is not a JSON text, or does not match the requested type. The connection stays
    /// open.
    InvalidMessage,
    /// The server did not publish the event.
    NotPublished,
}

/// Error returned when a subscription of events fails, or one of its messages cannot be read.
///
/// Unless its kind says otherwise, the subscription goes on after the error. Messages contain no
/// tokens and no parts of events.
///
/// ```no_run
/// # async fn example(mut subscription: genauth::event::Subscription) -> Result<(), genauth::Error> {
/// use genauth::{Error, EventErrorKind};
///
/// while let Some(item) = subscription.next().await {
///     match item {
///         Ok(event) => println!("{event:?}"),
///         Err(Error::Event(error)) if error.kind() == EventErrorKind::Refused => {
///             println!("sign in again: {error}"); // `next` returns `None` from now on
///         }
///         Err(error) => println!("{error}"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct EventError(Box<Details>);

#[derive(Clone)]
struct Details {
    kind: EventErrorKind,
    message: String,
    http_status: Option<StatusCode>,
    close_code: Option<u16>,
    retry_after: Option<Duration>,
    source: Option<Arc<Error>>,
}

impl EventError {
    pub(crate) fn new(kind: EventErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            http_status: None,
            close_code: None,
            retry_after: None,
            source: None,
        }))
    }

    pub(crate) fn with_http_status(mut self, status: StatusCode) -> Self {
        self.0.http_status = Some(status);
        self
    }

    pub(crate) fn with_close_code(mut self, code: Option<u16>) -> Self {
        self.0.close_code = code;
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

    /// Returns the cause.
    pub fn kind(&self) -> EventErrorKind {
        self.0.kind
    }

    /// Returns the description of the cause, and its remedy.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the HTTP status of the response to the upgrade.
    pub fn http_status(&self) -> Option<StatusCode> {
        self.0.http_status
    }

    /// Returns the code with which the server closed the connection, for instance 1001.
    pub fn close_code(&self) -> Option<u16> {
        self.0.close_code
    }

    /// Returns the time to wait before another attempt, as requested by the server.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    pub(super) fn is_retryable(&self) -> bool {
        use EventErrorKind as Kind;

        match self.0.kind {
            Kind::Connect | Kind::ConnectTimeout | Kind::Disconnected | Kind::Unresponsive => true,
            Kind::Upgrade => {
                self.0.http_status.is_some_and(|it| matches!(it.as_u16(), 429 | 502 | 503 | 504))
            }
            _ => false,
        }
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventError")
            .field("kind", &self.0.kind)
            .field("http_status", &self.0.http_status)
            .field("close_code", &self.0.close_code)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(&self.0.message).fmt(f)
    }
}

impl StdError for EventError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
