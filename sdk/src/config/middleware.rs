//! [`Middleware`]: application hooks around each attempt.

use std::{error::Error as StdError, fmt, future::Future, pin::Pin, time::Duration};

use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::endpoint::Endpoint;
use crate::error::Error;

/// Error returned when a [`Middleware`] rejects a request.
pub type MiddlewareError = Box<dyn StdError + Send + Sync>;

/// The future returned by [`Middleware::before_send`].
pub type MiddlewareFuture<'a> =
    Pin<Box<dyn Future<Output = Result<(), MiddlewareError>> + Send + 'a>>;

/// Application hooks around each attempt of each call: metrics, limits, trace headers, faults for
/// tests.
///
/// Middleware runs in the order in which it was added before sending, and in reverse order after
/// the response.
///
/// ```
/// use std::time::Duration;
///
/// use genauth::{AuthenticationClient, Incoming, Middleware};
///
/// struct SlowCalls(Duration);
///
/// impl Middleware for SlowCalls {
///     fn after_response(&self, incoming: &Incoming<'_>) {
///         if incoming.elapsed() > self.0 {
///             println!("{} took {:?}", incoming.operation(), incoming.elapsed());
///         }
///     }
/// }
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
///     .middleware(SlowCalls(Duration::from_secs(1)))
///     .build()?;
/// # Ok::<(), genauth::Error>(())
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Runs before an attempt is sent. Can add headers to the request, and delay it by waiting.
    ///
    /// # Errors
    ///
    /// An error ends the call with [`Error::Request`], which contains its text.
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let _ = outgoing;
        Box::pin(std::future::ready(Ok(())))
    }

    /// Runs after an attempt has received a response or failed, including timeouts. Does not run
    /// for attempts of a dropped call, and for attempts that another middleware rejected.
    fn after_response(&self, incoming: &Incoming<'_>) {
        let _ = incoming;
    }
}

/// An attempt before it is sent. Its headers contain credentials; do not log them.
pub struct Outgoing<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) attempt: u32,
    pub(crate) url: &'a Url,
    pub(crate) headers: &'a mut HeaderMap,
}

impl Outgoing<'_> {
    /// Returns the documented name of the operation; `request` for a
    /// [`CustomCall`](crate::CustomCall).
    pub fn operation(&self) -> &'static str {
        self.endpoint.name()
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> &Method {
        self.endpoint.method()
    }

    /// Returns the URL. Its query may contain personal data.
    pub fn url(&self) -> &Url {
        self.url
    }

    /// Returns the number of the attempt, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Returns the headers of the request.
    pub fn headers(&self) -> &HeaderMap {
        self.headers
    }

    /// Returns the headers of the request, mutable. Signatures are computed afterwards.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.headers
    }
}

impl fmt::Debug for Outgoing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("operation", &self.operation())
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// The outcome of an attempt.
pub struct Incoming<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) attempt: u32,
    pub(crate) elapsed: Duration,
    pub(crate) response: Result<(StatusCode, &'a HeaderMap), &'a Error>,
}

impl<'a> Incoming<'a> {
    /// Returns the documented name of the operation; `request` for a
    /// [`CustomCall`](crate::CustomCall).
    pub fn operation(&self) -> &'static str {
        self.endpoint.name()
    }

    /// Returns the number of the attempt, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Returns the time from sending to the end of the response.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the HTTP status; `None` without a response. The API usually reports failures with
    /// 200 as well.
    pub fn http_status(&self) -> Option<StatusCode> {
        self.response.as_ref().ok().map(|(status, _)| *status)
    }

    /// Returns the headers of the response. Cookies may be credentials; do not log them.
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        self.response.as_ref().ok().map(|(_, headers)| *headers)
    }

    /// Returns the error if there is no complete response.
    pub fn error(&self) -> Option<&'a Error> {
        self.response.as_ref().err().copied()
    }
}

impl fmt::Debug for Incoming<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("operation", &self.operation())
            .field("attempt", &self.attempt)
            .field("elapsed", &self.elapsed)
            .field("http_status", &self.http_status())
            .finish_non_exhaustive()
    }
}
