//! [`DecodeError`]: a response that cannot be decoded.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use super::Outcome;
use super::shown::{Shown, explained};
use super::snippet::snippet;
use crate::endpoint::Endpoint;
use crate::received::Received;

/// Error returned when a response cannot be decoded.
#[derive(Clone)]
// Errors are returned by value, so the details are on the heap.
pub struct DecodeError(Box<Undecoded>);

#[derive(Clone)]
struct Undecoded {
    endpoint: Endpoint,
    http_status: StatusCode,
    content_type: Option<String>,
    message: String,
    body: Bytes,
    /// Whether the response is available; not if it was inspected after the end of the call.
    is_kept: bool,
    /// Whether the response is longer than allowed.
    #[cfg_attr(not(feature = "cas"), allow(dead_code))]
    is_too_long: bool,
    outcome: Outcome,
}

impl DecodeError {
    pub(crate) fn new(endpoint: &Endpoint, received: &Received, message: String) -> Self {
        let content_type = received.headers.get(header::CONTENT_TYPE);
        Self(Box::new(Undecoded {
            endpoint: endpoint.clone(),
            http_status: received.status,
            content_type: content_type.and_then(|it| it.to_str().ok()).map(str::to_owned),
            message,
            body: received.body.clone(),
            is_kept: true,
            is_too_long: false,
            outcome: Outcome::Known,
        }))
    }

    /// Creates an error for a response that is longer than `limit`.
    pub(crate) fn too_long(endpoint: &Endpoint, received: &Received, limit: usize) -> Self {
        let message = format!(
            "the response is longer than {limit} bytes; request less, or raise \
             `max_response_bytes` of the client"
        );
        let mut error = Self::new(endpoint, received, message);
        error.0.is_too_long = true;
        error
    }

    /// Returns whether the response is longer than allowed.
    #[cfg(feature = "cas")]
    pub(crate) fn is_too_long(&self) -> bool {
        self.0.is_too_long
    }

    /// Creates an error for a successful response that is not kept because it contains secrets.
    #[allow(dead_code, reason = "used by flows, which are optional")]
    pub(crate) fn of_success(endpoint: impl Into<Endpoint>, message: String) -> Self {
        let (status, headers, body) = (StatusCode::OK, HeaderMap::new(), Bytes::new());
        let received = Received { status, headers, body, url: None };
        let mut error = Self::new(&endpoint.into(), &received, message);
        error.0.is_kept = false;
        error
    }

    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    pub(super) fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    pub(super) fn set_outcome(&mut self, outcome: Outcome) {
        self.0.outcome = outcome;
    }

    /// Returns the HTTP status of the response.
    pub fn http_status(&self) -> StatusCode {
        self.0.http_status
    }

    /// Returns the media type of the response, with its parameters.
    pub fn content_type(&self) -> Option<&str> {
        self.0.content_type.as_deref()
    }

    /// Returns the problem and its JSON pointer: `/data/list/3/userId: expected string, found
    /// null`.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the beginning of the response: the field names of JSON, or the words of a page.
    /// Possible secrets are replaced by `…`.
    pub fn snippet(&self) -> String {
        snippet(&self.0.body)
    }

    /// Returns the whole response body. May contain personal data and tokens; do not log it.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.0.endpoint.name())
            .field("http_status", &self.0.http_status.as_u16())
            .field("message", &Shown(&self.0.message))
            .field("snippet", &self.snippet())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Undecoded { endpoint, http_status, content_type, message, body, is_kept, .. } =
            &*self.0;
        write!(f, "{}: {}", endpoint.label(), Shown(message))?;
        if !is_kept {
            return Ok(());
        }
        write!(f, " (HTTP {}", http_status.as_u16())?;
        // The parameters of a media type do not help to find the cause.
        let media_type = content_type.as_deref().and_then(|it| it.split(';').next());
        write!(f, ", {}, {} bytes", Shown(media_type.unwrap_or("no media type")), body.len())?;
        match self.snippet() {
            shown if shown.is_empty() => f.write_str(")"),
            shown => write!(f, ": {shown})"),
        }
    }
}

impl StdError for DecodeError {}
