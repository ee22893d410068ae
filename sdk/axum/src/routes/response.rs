//! Responses of several routes.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, Method, StatusCode};

use crate::problem::Rejection;
use crate::session::{Page, is_prefetch, no_store};

/// Redirects the browser with a `GET`, also after a form.
pub(super) fn redirect(location: &str) -> Response {
    let mut response = Redirect::to(location).into_response();
    no_store(response.headers_mut());
    response
}

/// Returns the response to a request that must not have an effect: `HEAD`, and a prefetch, after
/// which the user may never click.
pub(super) fn without_click(method: &Method, headers: &HeaderMap) -> Option<Response> {
    let status = match *method {
        Method::HEAD => StatusCode::NO_CONTENT,
        _ if is_prefetch(headers) => StatusCode::SERVICE_UNAVAILABLE,
        _ => return None,
    };
    let mut response = status.into_response();
    no_store(response.headers_mut());
    Some(response)
}

/// Returns a page for a rejection.
pub(super) fn rejected(rejection: &Rejection) -> Page {
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
