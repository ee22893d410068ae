//! Headers that every response needs.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

use crate::web::Web;

/// Adds headers that keep scripts, frames and other origins out. The pages need no scripts, so none
/// runs, also if a user writes one into a profile.
pub async fn secure(State(web): State<Web>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", web.content_security_policy.clone()),
        ("x-content-type-options", HeaderValue::from_static("nosniff")),
        ("referrer-policy", HeaderValue::from_static("same-origin")),
    ] {
        // The pages of the login routes have their own policy.
        headers.entry(HeaderName::from_static(name)).or_insert(value);
    }
    response
}
