//! Failures: of a form, which is shown again, and of a request as a whole.

use axum::http::StatusCode;
use genauth::Error;

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
