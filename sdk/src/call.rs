//! [`Call`]: a request that is ready to be sent.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use crate::config::RetryPolicy;
use crate::data::{ApiStruct, Field};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::response::{FromResponse, Response, decode};
use crate::transport::{Decode, Decoded, Request, RequestContext, send};

type Outcome = Result<Decoded, Error>;

/// The state of a call, on the heap so that options are cheap to chain. Not generic, so that it is
/// compiled once.
struct State {
    request_context: RequestContext,
    endpoint: Endpoint,
    /// The request, until the first poll.
    request: Option<Request>,
    /// The response to come, from the first poll.
    future: Option<Pin<Box<dyn Future<Output = Outcome> + Send>>>,
}

impl State {
    fn poll(&mut self, decode: Decode, context: &mut Context<'_>) -> Poll<Outcome> {
        if let Some(request) = self.request.take() {
            self.future = Some(Box::pin(send(self.request_context.clone(), request, decode)));
        }
        match &mut self.future {
            Some(future) => future.as_mut().poll(context),
            // There is either a request or a future.
            None => Poll::Pending,
        }
    }

    fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name).field("operation", &self.endpoint.name()).finish_non_exhaustive()
    }
}

/// A call of one operation: a future that sends the request when it is first polled.
///
/// `.await` returns the payload; [`send`](Self::send) returns it together with status, headers and
/// raw body. Options set here apply to this call alone; they have no effect once the call has been
/// polled.
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
///
/// A call owns everything it needs, so it can be spawned, joined and selected:
///
/// ```no_run
/// # #[cfg(feature = "authentication-mfa")] {
/// # async fn example(user: genauth::AuthenticationClient) -> Result<(), Box<dyn std::error::Error>> {
/// let factors = tokio::spawn(user.list_enrolled_factors()).await??;
/// println!("{} factors", factors.len());
/// # Ok(())
/// # }
/// # }
/// ```
#[must_use = "calls do nothing unless you `.await` them"]
pub struct Call<T> {
    state: Box<State>,
    response: PhantomData<fn() -> T>,
}

/// A call before it has the type of its response.
pub(crate) struct Untyped(Box<State>);

impl Untyped {
    pub(crate) fn new(context: RequestContext, endpoint: impl Into<Endpoint>) -> Self {
        Self::of(context, Request::new(endpoint))
    }

    pub(crate) fn of(request_context: RequestContext, request: Request) -> Self {
        let endpoint = request.endpoint.clone();
        Self(Box::new(State { request_context, endpoint, request: Some(request), future: None }))
    }

    /// Adds path and query parameters.
    // Without any module, no parameters and no bodies exist.
    #[allow(dead_code)]
    pub(crate) fn params(mut self, params: &dyn ApiStruct) -> Self {
        if let Some(request) = &mut self.0.request {
            request.set_params(params);
        }
        self
    }

    /// Adds the body.
    #[allow(dead_code)]
    pub(crate) fn body(mut self, body: &dyn Field) -> Self {
        if let Some(request) = &mut self.0.request {
            request.set_body(&body.view());
        }
        self
    }

    /// Sets the type of the response.
    #[allow(dead_code)]
    #[inline]
    pub(crate) fn returning<T: FromResponse>(self) -> Call<T> {
        Call { state: self.0, response: PhantomData }
    }
}

impl<T: FromResponse> Call<T> {
    /// Sets the time limit of this call, across all attempts, in place of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        if let Some(request) = &mut self.state.request {
            request.timeout = Some(timeout);
        }
        self
    }

    /// Adds an HTTP header to this call. An invalid name or value makes the call fail with
    /// [`Error::Request`] before anything is sent.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Some(request) = &mut self.state.request {
            request.add_header(name, value);
        }
        self
    }

    /// Sets the retry policy of this call, in place of the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        if let Some(request) = &mut self.state.request {
            request.retry = Some(policy);
        }
        self
    }

    /// Returns the client and the request. Once the call has been polled, its request is gone, and
    /// the returned one fails.
    pub(crate) fn into_parts(self) -> (RequestContext, Request) {
        let State { request_context, endpoint, request, .. } = *self.state;
        let request = request.unwrap_or_else(|| {
            let mut request = Request::new(endpoint);
            request.fail("the call has already been polled; create another one".to_owned());
            request
        });
        (request_context, request)
    }

    /// Sends the call and returns the payload together with status, headers and raw body.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send(self) -> SendFuture<T> {
        SendFuture { state: self.state, response: PhantomData }
    }

    /// Sends the call, blocks the thread until the response has arrived, and returns the payload.
    ///
    /// # Errors
    ///
    /// [`Error::Blocking`] inside a task of a Tokio runtime; otherwise see [`Error`].
    #[cfg(feature = "blocking")]
    pub fn wait(self) -> Result<T, Error> {
        let (data, ..) = self.decoded()?.into_parts()?;
        Ok(data)
    }

    /// Sends the call, blocks the thread until the response has arrived, and returns the payload
    /// together with status, headers and raw body.
    ///
    /// # Errors
    ///
    /// [`Error::Blocking`] inside a task of a Tokio runtime; otherwise see [`Error`].
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Result<Response<T>, Error> {
        Response::of(self.decoded()?)
    }

    #[cfg(feature = "blocking")]
    fn decoded(mut self) -> Result<Decoded, Error> {
        let state = &mut *self.state;
        crate::blocking::run(std::future::poll_fn(|context| state.poll(decode::<T>, context)))?
    }
}

impl<T: FromResponse> Future for Call<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let decoded = self.state.poll(decode::<T>, context);
        decoded.map(|decoded| decoded?.into_parts().map(|(data, ..)| data))
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state.debug("Call", f)
    }
}

/// The future of [`Call::send`], which returns the whole [`Response`].
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct SendFuture<T> {
    state: Box<State>,
    response: PhantomData<fn() -> T>,
}

impl<T: FromResponse> Future for SendFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.state.poll(decode::<T>, context).map(|decoded| Response::of(decoded?))
    }
}

impl<T> fmt::Debug for SendFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state.debug("SendFuture", f)
    }
}
