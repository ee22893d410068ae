//! Failures: of a form, which is shown again, and of a request as a whole.

use std::io::{self, Write as _};

use askama::Template;
use axum::{
    http::{StatusCode, header::CONTENT_TYPE},
    response::{Html, IntoResponse, Redirect, Response},
};
use genauth::Error;
use serde_json::json;

use crate::layout::Layout;

/// A problem with the input of a form, with a remedy. It is shown beside the field.
#[derive(Debug, Default)]
pub struct Problem {
    /// Name of the field, or `form` for the form as a whole; empty if there is no problem.
    field: &'static str,
    pub text: String,
}

impl Problem {
    pub fn in_field(field: &'static str, text: impl Into<String>) -> Self {
        Self { field, text: text.into() }
    }

    pub fn in_form(text: impl Into<String>) -> Self {
        Self::in_field("form", text)
    }

    /// For templates.
    pub fn is_in(&self, field: &str) -> bool {
        self.field == field
    }

    pub fn status(&self) -> StatusCode {
        if self.field.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// Returns the problem of a call that the server rejected because of its arguments. Other failures
    /// are not the user's: the form cannot help.
    pub fn of(error: Error) -> Result<Self, Failure> {
        if error.is_throttled() {
            let text = match error.retry_after() {
                Some(time) => {
                    format!("Too many attempts. Try again in {} seconds.", time.as_secs() + 1)
                }
                None => "Too many attempts. Try again later.".to_owned(),
            };
            return Ok(Self::in_form(text));
        }
        match &error {
            Error::Api(api)
                if !error.is_unauthenticated() && (400..500).contains(&api.status_code()) =>
            {
                Ok(Self::in_form(format!("Rejected: {}.", api.message().trim_end_matches('.'))))
            }
            _ => Err(error.into()),
        }
    }
}

/// A request that failed as a whole.
#[derive(Debug)]
pub enum Failure {
    /// The session has ended at the provider.
    SignedOut,
    NotFound,
    Forbidden,
    /// A form of another session, or of another site.
    OutOfDate,
    /// The service or this application failed. The details are for the operator.
    Internal(String),
}

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

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if error.is_unauthenticated() {
            return Self::SignedOut;
        }
        Self::Internal(error.to_string())
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<tower_sessions::session::Error> for Failure {
    fn from(error: tower_sessions::session::Error) -> Self {
        Self::Internal(error.to_string())
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
