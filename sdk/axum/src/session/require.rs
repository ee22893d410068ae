//! [`RequireUser`]: routes for users who are signed in.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::OriginalUri;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};
use tower_layer::Layer;

use super::context::Context;
use super::pages::Page;
use super::request::{is_navigation, is_prefetch, is_upgrade, no_store};
use super::web::WebSession;
use crate::guard::{Access, is_preflight};
use crate::layer::{Check, Protected};
use crate::problem::Rejection;

/// The layer of [`GenAuth::require_user`](crate::GenAuth::require_user).
#[derive(Clone, Debug)]
pub struct RequireUser(Arc<Context>);

impl RequireUser {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        Self(context)
    }
}

impl<S> Layer<S> for RequireUser {
    type Service = Protected<S, Self>;

    fn layer(&self, inner: S) -> Self::Service {
        Protected::new(inner, self.clone())
    }
}

impl Check for RequireUser {
    async fn check(&self, request: &mut Parts) -> Result<(), Response> {
        admit(&self.0, request).await
    }
}

/// Finds the user of a request, or returns the response to a request without one.
async fn admit(context: &Context, parts: &mut Parts) -> Result<(), Response> {
    let realm = context.guard.shared_realm();
    let refused = |parts: &Parts, it: Rejection| refusal(context, parts, &it.in_realm(realm));
    let user = match context.guard.check(parts).await {
        Ok(user) => user,
        Err(rejection) => return Err(refused(parts, rejection)),
    };
    if user.is_some() || is_preflight(parts) {
        Access::insert(&mut parts.extensions, user, realm);
        return Ok(());
    }
    let user = match WebSession::of(parts) {
        Ok(session) => match session.required_user().await {
            // A user who is not signed in learns nothing about the request.
            Ok(Some(user)) => session.check_csrf().map(|()| Some(user)),
            other => other,
        },
        Err(rejection) => Err(rejection),
    };
    match user {
        Ok(None) => Err(signed_out(context, parts)),
        Ok(user) => {
            Access::insert(&mut parts.extensions, user, realm);
            Ok(())
        }
        Err(rejection) => Err(refused(parts, rejection)),
    }
}

/// Returns the response to a request without a user.
fn signed_out(context: &Context, parts: &Parts) -> Response {
    let headers = &parts.headers;
    let is_get = matches!(parts.method, Method::GET | Method::HEAD);
    if is_get && is_prefetch(headers) {
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        no_store(response.headers_mut());
        return response;
    }
    let is_page = is_navigation(headers) && !is_upgrade(&parts.method, headers);
    let rejection = Rejection::missing_credentials().in_realm(context.guard.shared_realm());
    if !is_page {
        return rejection.response_to(parts).map(Body::from);
    }
    let sign_in = context.public.path(&context.paths.sign_in);
    if !is_get {
        // A redirect would turn a form into a `GET` of the same path.
        let mut response = Page::new(StatusCode::UNAUTHORIZED, "Sign in")
            .text("You are not signed in, and the form was not sent. Sign in, and send it again.")
            .link(&sign_in, "Sign in")
            .into_response();
        // Each 401 has a challenge (RFC 9110 §15.5.2).
        if let Some(challenge) = rejection.www_authenticate() {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        return response;
    }
    let original = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |it| &it.0);
    let page = original.path_and_query().map_or("/", |it| it.as_str());
    let location = context.sign_in_path(&context.public.visible(page));
    let location = HeaderValue::try_from(location);
    let mut response = StatusCode::SEE_OTHER.into_response();
    no_store(response.headers_mut());
    if let Ok(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Returns the response to a rejected request: a page for users, a problem for scripts.
fn refusal(context: &Context, parts: &Parts, rejection: &Rejection) -> Response {
    let is_page = is_navigation(&parts.headers) && !parts.headers.contains_key(header::UPGRADE);
    let title = match rejection.status() {
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::SERVICE_UNAVAILABLE => "Not available",
        _ => return rejection.response_to(parts).map(Body::from),
    };
    if !is_page || parts.headers.contains_key(header::AUTHORIZATION) {
        return rejection.response_to(parts).map(Body::from);
    }
    let page = Page::new(rejection.status(), title).text(rejection.detail());
    let page = match rejection.retry_after() {
        Some(after) => page.retry_after(after),
        None => page,
    };
    let home = context.public.path(&context.paths.after_sign_in);
    let response = page.link(&home, "Home").into_response();
    match parts.method {
        Method::HEAD => response.map(|_| Body::empty()),
        _ => response,
    }
}
