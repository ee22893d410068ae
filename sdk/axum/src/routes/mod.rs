//! The routes of sign-in and sign-out.

mod back_channel;
mod callback;
mod sign_in;
mod sign_out;

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::problem::Rejection;
use crate::session::{Context, Page, no_store};

/// Returns the routes.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(context: Arc<Context>) -> Router<S> {
    let paths = context.paths.clone();
    let callback = get(callback::from_query);
    let callback = match context.response_mode {
        Some(genauth::oidc::ResponseMode::FormPost) => callback.post(callback::from_form),
        _ => callback,
    };
    Router::new()
        .route(&paths.sign_in, get(sign_in::start))
        .route(&paths.callback, callback)
        .route(&paths.sign_out, get(sign_out::confirm).post(sign_out::sign_out))
        .route(&paths.back_channel_logout, post(back_channel::log_out))
        .with_state(context)
}

/// Redirects the browser with a `GET`, also after a form.
fn redirect(location: &str) -> Response {
    let mut response = Redirect::to(location).into_response();
    no_store(response.headers_mut());
    response
}

/// Returns a page for a rejection.
fn rejected(rejection: &Rejection) -> Page {
    let title = match rejection.status().as_u16() {
        403 => "Not allowed",
        503 => "Not available",
        _ => "Something went wrong",
    };
    let page = Page::new(rejection.status(), title).text(rejection.detail());
    match rejection.retry_after() {
        Some(after) => page.retry_after(after),
        None => page,
    }
}
