//! Responses to requests that failed as a whole.

use std::io::{self, Write as _};

use askama::Template;
use axum::{
    http::{StatusCode, header::CONTENT_TYPE},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde_json::json;

use crate::{layout::Layout, problem::Failure};

impl Failure {
    /// Returns the response to a request to the API, a problem (RFC 9457) in place of a page.
    pub fn into_problem(self) -> Response {
        let status = match self {
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            other => other.into_response().status(),
        };
        let title = status.canonical_reason().unwrap_or_default();
        let body = json!({"title": title, "status": status.as_u16()}).to_string();
        (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}

#[derive(Template)]
#[template(path = "error.html", config = "examples/web_app/askama.toml")]
struct ErrorPage {
    layout: Layout,
    title: &'static str,
    text: &'static str,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, title, text) = match self {
            Self::SignedOut => return Redirect::to("/auth/sign-in").into_response(),
            Self::NotFound => {
                (StatusCode::NOT_FOUND, "Page not found", "The address may be misspelled.")
            }
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "Not allowed",
                "This page is for administrators. Ask one of them for the role.",
            ),
            Self::OutOfDate => (
                StatusCode::FORBIDDEN,
                "Form out of date",
                "Your session has changed. Go back, reload the page, and send the form again.",
            ),
            Self::Internal(details) => {
                // Errors of the SDK contain no secrets. A closed terminal is not an error.
                let _ = writeln!(io::stderr(), "error: {details}");
                let text = "The service does not respond as expected. Try again in a minute.";
                (StatusCode::BAD_GATEWAY, "Something went wrong", text)
            }
        };
        let page = ErrorPage { layout: Layout::default(), title, text };
        (status, Html(page.render().unwrap_or_default())).into_response()
    }
}

/// Returns the page for addresses that do not exist.
pub async fn not_found() -> Failure {
    Failure::NotFound
}
