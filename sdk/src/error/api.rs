//! [`ApiError`]: an answer that says that the operation failed.

use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;
use http::StatusCode;

use crate::transport::Endpoint;

/// The server answered that the operation failed.
#[derive(Clone)]
// An error is returned by value everywhere, so what it knows is kept on the heap.
pub struct ApiError(pub(crate) Box<Failure>);

/// What an answer says about a failure.
#[derive(Clone)]
pub(crate) struct Failure {
    pub(crate) endpoint: Endpoint,
    pub(crate) http_status: StatusCode,
    pub(crate) status_code: i64,
    pub(crate) api_code: Option<i64>,
    pub(crate) message: String,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Bytes,
}

impl ApiError {
    /// The HTTP status, which is mostly 200 even for failures.
    pub fn http_status(&self) -> StatusCode {
        self.0.http_status
    }

    /// The business status code.
    pub fn status_code(&self) -> i64 {
        self.0.status_code
    }

    /// What went wrong in detail.
    pub fn api_code(&self) -> Option<i64> {
        self.0.api_code
    }

    /// The server's explanation, in the language of the request.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The id of the request, for support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The whole answer. It may hold personal data and tokens; do not log it.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.0.endpoint.name())
            .field("http_status", &self.0.http_status.as_u16())
            .field("status_code", &self.0.status_code)
            .field("api_code", &self.0.api_code)
            .field("message", &self.0.message)
            .field("request_id", &self.0.request_id)
            .field("retry_after", &self.0.retry_after)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed with status {}", self.0.endpoint, self.0.status_code)?;
        if let Some(api_code) = self.0.api_code {
            write!(f, ", api code {api_code}")?;
        }
        if !self.0.message.is_empty() {
            write!(f, ": {}", self.0.message)?;
        }
        if let Some(request_id) = &self.0.request_id {
            write!(f, " (request {request_id})")?;
        }
        let advice = match self.0.status_code {
            401 => "; check the access token or the access key",
            403 => "; the identity in use has no permission for this",
            429 => "; slow down, the limit of requests is reached",
            _ => "",
        };
        f.write_str(advice)
    }
}

impl StdError for ApiError {}
