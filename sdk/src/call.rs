//! [`Call`]: a request that is ready to be sent.

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use crate::config::RetryPolicy;
use crate::data::{Field, Record};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::response::{Answer, Response, decode};
use crate::transport::{Decode, Decoded, Request, RequestContext, send};

/// A request on its way. Not generic, so that it is compiled once.
struct Sending {
    operation: &'static str,
    future: Pin<Box<dyn Future<Output = Result<Decoded, Error>> + Send>>,
}

/// A request with its sender, on the heap so that the options of a call are cheap to chain.
struct Prepared {
    context: RequestContext,
    request: Request,
}

impl Prepared {
    fn start(self, decode: Decode) -> Sending {
        let operation = self.request.endpoint.name();
        Sending { operation, future: Box::pin(send(self.context, self.request, decode)) }
    }
}

/// A call of one operation. Nothing is sent before it is awaited.
///
/// `.await` gives the payload; [`send`](Self::send) gives it with status, headers and raw body.
/// Options set here hold for this call alone.
///
/// ```no_run
/// # #[cfg(feature = "authentication-mfa")] {
/// # use std::time::Duration;
/// # async fn example(user: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
/// let factors = user.list_enrolled_factors().timeout(Duration::from_secs(2)).await?;
///
/// let response = user.list_enrolled_factors().send().await?;
/// println!("HTTP {}: {} factors", response.http_status(), response.data().len());
/// # Ok(())
/// # }
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T> {
    prepared: Box<Prepared>,
    answer: PhantomData<fn() -> T>,
}

/// A call before it has the type of its answer.
pub(crate) struct Untyped(Box<Prepared>);

impl Untyped {
    pub(crate) fn new(context: RequestContext, endpoint: impl Into<Endpoint>) -> Self {
        Self::of(context, Request::new(endpoint))
    }

    pub(crate) fn of(context: RequestContext, request: Request) -> Self {
        Self(Box::new(Prepared { context, request }))
    }

    /// Adds path and query parameters.
    // Without any module there are no parameters and no bodies.
    #[allow(dead_code)]
    pub(crate) fn params(mut self, params: &dyn Record) -> Self {
        self.0.request.set_params(params);
        self
    }

    /// Adds the body.
    #[allow(dead_code)]
    pub(crate) fn body(mut self, body: &dyn Field) -> Self {
        self.0.request.set_body(&body.view());
        self
    }

    /// Says what the answer is read into.
    #[allow(dead_code)]
    #[inline]
    pub(crate) fn returning<T: Answer>(self) -> Call<T> {
        Call { prepared: self.0, answer: PhantomData }
    }
}

impl<T: Answer> Call<T> {
    /// Limits the time of this call, all attempts together. Without it the client's limit holds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.prepared.request.timeout = Some(timeout);
        self
    }

    /// Adds an HTTP header to this call. An invalid name or value makes the call fail with
    /// [`Error::Request`] before anything is sent.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.prepared.request.add_header(name, value);
        self
    }

    /// Decides how often this call is repeated. Without it the client's policy holds.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.prepared.request.retry = Some(policy);
        self
    }

    /// What the call is made of.
    pub(crate) fn into_parts(self) -> (RequestContext, Request) {
        let Prepared { context, request } = *self.prepared;
        (context, request)
    }

    /// Sends the call and returns the payload together with status, headers and raw body.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send(self) -> SendFuture<T> {
        SendFuture { sending: self.prepared.start(decode::<T>), answer: PhantomData }
    }

    /// Sends the call and blocks the thread until it is answered; returns the payload.
    ///
    /// # Errors
    ///
    /// [`Error::Blocking`] inside a task of a Tokio runtime; otherwise see [`Error`].
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn wait(self) -> Result<T, Error> {
        let sending = self.prepared.start(decode::<T>);
        let (data, ..) = crate::blocking::run(sending.future)??.into_parts()?;
        Ok(data)
    }

    /// Sends the call and blocks the thread until it is answered; returns the payload together with
    /// status, headers and raw body.
    ///
    /// # Errors
    ///
    /// [`Error::Blocking`] inside a task of a Tokio runtime; otherwise see [`Error`].
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn send_blocking(self) -> Result<Response<T>, Error> {
        let sending = self.prepared.start(decode::<T>);
        Response::of(crate::blocking::run(sending.future)??)
    }
}

impl<T: Answer> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = CallFuture<T>;

    fn into_future(self) -> CallFuture<T> {
        CallFuture { sending: self.prepared.start(decode::<T>), answer: PhantomData }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.prepared.request.endpoint.name())
            .finish_non_exhaustive()
    }
}

/// A [`Call`] on its way, giving the whole [`Response`].
#[must_use = "futures do nothing unless awaited"]
pub struct SendFuture<T> {
    sending: Sending,
    answer: PhantomData<fn() -> T>,
}

impl<T: Answer> Future for SendFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.sending.future.as_mut().poll(context).map(|decoded| Response::of(decoded?))
    }
}

impl<T> fmt::Debug for SendFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.sending.operation;
        f.debug_struct("SendFuture").field("operation", &operation).finish_non_exhaustive()
    }
}

/// A [`Call`] on its way, giving the payload.
#[must_use = "futures do nothing unless awaited"]
pub struct CallFuture<T> {
    sending: Sending,
    answer: PhantomData<fn() -> T>,
}

impl<T: Answer> Future for CallFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let decoded = self.sending.future.as_mut().poll(context);
        decoded.map(|decoded| decoded?.into_parts().map(|(data, ..)| data))
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.sending.operation;
        f.debug_struct("CallFuture").field("operation", &operation).finish_non_exhaustive()
    }
}
