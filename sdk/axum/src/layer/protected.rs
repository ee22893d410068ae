//! [`Protected`]: a service that is called only with requests that pass a check.

use std::{
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{BoxError, body::Body};
use bytes::Bytes;
use http::{Request, Response, request::Parts};
use tower_service::Service;

/// A check of requests.
pub trait Check: Clone + Send + Sync + 'static {
    /// Checks a request, and prepares it for the inner service; or returns the response in its place.
    fn check(&self, request: &mut Parts)
    -> impl Future<Output = Result<(), Response<Body>>> + Send;
}

/// A service that is called only with requests that pass the check of a layer, for instance
/// [`GuardLayer`](crate::GuardLayer).
///
/// The inner service takes requests with any body. Its responses have any body of bytes, such as
/// those of axum, hyper and tonic, and become responses with the body of axum.
#[derive(Clone, Debug)]
pub struct Protected<S, C> {
    inner: S,
    check: C,
}

impl<S, C> Protected<S, C> {
    pub(crate) fn new(inner: S, check: C) -> Self {
        Self { inner, check }
    }
}

impl<S, C, B, R> Service<Request<B>> for Protected<S, C>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    C: Check,
    B: Send + 'static,
    R: http_body::Body<Data = Bytes> + Send + 'static,
    R::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // This service is ready, its clone need not be.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let check = self.check.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match check.check(&mut parts).await {
                Ok(()) => {
                    let response = inner.call(Request::from_parts(parts, body)).await?;
                    Ok(response.map(Body::new))
                }
                Err(response) => Ok(response),
            }
        })
    }
}
