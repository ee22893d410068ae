//! [`Middleware`]: code of the application around every attempt.

use std::{error::Error as StdError, fmt, future::Future, pin::Pin, time::Duration};

use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::endpoint::Endpoint;
use crate::error::Error;

/// Why a [`Middleware`] does not let a request pass.
pub type MiddlewareError = Box<dyn StdError + Send + Sync>;

/// What [`Middleware::before_send`] gives.
pub type MiddlewareFuture<'a> =
    Pin<Box<dyn Future<Output = Result<(), MiddlewareError>> + Send + 'a>>;

/// Code of the application around every attempt of every call: metrics, limits, trace headers,
/// faults for tests.
///
/// Several run in the order in which they were added before sending, and in the reverse order after
/// it.
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
    /// Runs before an attempt is sent. The request can be given more headers, and can be held back
    /// by waiting.
    ///
    /// # Errors
    ///
    /// The call ends with [`Error::Request`], which holds the text of the error.
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let _ = outgoing;
        Box::pin(std::future::ready(Ok(())))
    }

    /// Runs after an attempt was answered or has failed, which includes one that ran out of its own
    /// time or of that of the call. An attempt whose call was dropped is not told of, nor is one
    /// that was never sent because a middleware held it back.
    fn after_response(&self, incoming: &Incoming<'_>) {
        let _ = incoming;
    }
}

/// An attempt before it is sent. Its headers include credentials; do not log them.
pub struct Outgoing<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) attempt: u32,
    pub(crate) url: &'a Url,
    pub(crate) headers: &'a mut HeaderMap,
}

impl Outgoing<'_> {
    /// The documented name of the operation; `request` for a call that names its own endpoint.
    pub fn operation(&self) -> &'static str {
        self.endpoint.name()
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        self.endpoint.method()
    }

    /// The whole address. Its query can hold personal data.
    pub fn url(&self) -> &Url {
        self.url
    }

    /// The number of the attempt, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The headers to be sent.
    pub fn headers(&self) -> &HeaderMap {
        self.headers
    }

    /// The headers to be sent, for adding to them. Requests that are signed are signed afterwards.
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

/// What came of an attempt.
pub struct Incoming<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) attempt: u32,
    pub(crate) elapsed: Duration,
    pub(crate) answer: Result<(StatusCode, &'a HeaderMap), &'a Error>,
}

impl<'a> Incoming<'a> {
    /// The documented name of the operation; `request` for a call that names its own endpoint.
    pub fn operation(&self) -> &'static str {
        self.endpoint.name()
    }

    /// The number of the attempt, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The time from sending to the end of the answer.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The HTTP status; `None` if no answer came. The API mostly answers failures with 200, too.
    pub fn http_status(&self) -> Option<StatusCode> {
        self.answer.as_ref().ok().map(|(status, _)| *status)
    }

    /// The headers of the answer. Cookies among them can be credentials; do not log them.
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        self.answer.as_ref().ok().map(|(_, headers)| *headers)
    }

    /// Why no answer came, or none that the SDK read to its end.
    pub fn error(&self) -> Option<&'a Error> {
        self.answer.as_ref().err().copied()
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
