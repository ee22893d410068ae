//! [`DecodeError`]: an answer that cannot be understood.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use http::StatusCode;

use crate::transport::Endpoint;

/// The server answered with something that cannot be understood.
#[derive(Clone)]
pub struct DecodeError {
    pub(crate) endpoint: Endpoint,
    pub(crate) http_status: StatusCode,
    pub(crate) message: String,
    pub(crate) body: Bytes,
}

impl DecodeError {
    /// The HTTP status of the answer.
    pub fn http_status(&self) -> StatusCode {
        self.http_status
    }

    /// What could not be understood, and where: `data.list[3].gender: expected string, found 7`.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The whole answer. It may hold personal data and tokens; do not log it.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.endpoint.name())
            .field("http_status", &self.http_status.as_u16())
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.endpoint.label(), self.message)
    }
}

impl StdError for DecodeError {}
