//! [`SessionLayer`]: loads and saves the session of the browser.

use std::{
    convert::Infallible,
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context as TaskContext, Poll},
};

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::context::Context;
use super::genuine::check;
use super::request::{has_bearer, no_store, vary_by_cookie};
use super::web::WebSession;
use crate::guard::Access;

/// The layer of [`GenAuth::layer`](crate::GenAuth::layer).
#[derive(Clone, Debug)]
pub struct SessionLayer(Arc<Context>);

impl SessionLayer {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        Self(context)
    }
}

impl<S> Layer<S> for SessionLayer {
    type Service = SessionService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SessionService { inner, context: Arc::clone(&self.0) }
    }
}

/// The service of a [`SessionLayer`].
#[derive(Clone, Debug)]
pub struct SessionService<S> {
    inner: S,
    context: Arc<Context>,
}

impl<S> Service<Request> for SessionService<S>
where
    S: Service<Request, Error = Infallible> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The service that is ready is this one, not its clone.
        let clone = self.inner.clone();
        let inner = mem::replace(&mut self.inner, clone);
        let context = Arc::clone(&self.context);
        Box::pin(async move { Ok(serve(&context, inner, request).await) })
    }
}

async fn serve<S>(context: &Arc<Context>, mut inner: S, request: Request) -> Response
where
    S: Service<Request, Error = Infallible>,
    S::Response: IntoResponse,
{
    let (mut parts, body) = request.into_parts();
    let session = WebSession::load(context, &parts).await;
    let secret = session.csrf_secret();
    let body = match check(&parts, body, &context.public, secret.as_ref()).await {
        Ok((genuine, body)) => {
            session.set_genuine(genuine);
            body
        }
        Err(status) => {
            return private(status.into_response());
        }
    };
    let realm = context.guard.shared_realm();
    // An access token takes precedence over the session.
    let user = if has_bearer(&parts.headers) { Ok(None) } else { session.optional_user() };
    Access::insert_outcome(&mut parts.extensions, user, realm);
    if let Some(session) = session.tower_session() {
        parts.extensions.insert(session.clone());
    }
    parts.extensions.insert(session.clone());
    let Ok(response) = inner.call(Request::from_parts(parts, body)).await;
    match session.commit(response.into_response()).await {
        Ok(response) => response,
        Err(rejection) => private(rejection.into_response()),
    }
}

/// Keeps a response out of caches that was not saved with the session.
fn private(mut response: Response) -> Response {
    no_store(response.headers_mut());
    vary_by_cookie(response.headers_mut());
    response
}
