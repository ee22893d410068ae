//! [`Protected`]: a service that is called only with requests that pass a check.

use std::{
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Method, Request, Response, request::Parts};
use tower_service::Service;

use crate::problem::Rejection;

/// A check of requests.
pub trait Check: Clone + Send + Sync + 'static {
    /// Checks a request, and prepares it for the inner service.
    fn check(&self, request: &mut Parts) -> impl Future<Output = Result<(), Rejection>> + Send;
}

/// A service that is called only with requests that pass the check of a layer, for instance
/// [`GuardLayer`](crate::GuardLayer).
#[derive(Clone, Debug)]
pub struct Protected<S, C> {
    inner: S,
    check: C,
}

impl<S, C> Protected<S, C> {
    pub(super) fn new(inner: S, check: C) -> Self {
        Self { inner, check }
    }
}

impl<S, C, B, R> Service<Request<B>> for Protected<S, C>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    C: Check,
    B: Send + 'static,
    R: From<Bytes>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that is ready is this one, not its clone.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let check = self.check.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match check.check(&mut parts).await {
                Ok(()) => inner.call(Request::from_parts(parts, body)).await,
                Err(rejection) => Ok(response(&rejection, &parts.method)),
            }
        })
    }
}

fn response<R: From<Bytes>>(rejection: &Rejection, method: &Method) -> Response<R> {
    rejection
        .to_http()
        .map(|body| match *method {
            Method::HEAD => Bytes::new(),
            _ => body,
        })
        .map(R::from)
}
