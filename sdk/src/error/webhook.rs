//! [`WebhookError`]: a rejected webhook request.

use std::{error::Error as StdError, fmt};

use http::StatusCode;

use super::shown::{Shown, explained};

/// The reason why a webhook request is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookErrorKind {
    /// The webhook cannot be created with this secret or user pool.
    Config,
    /// The request does not have the secret, or is from another user pool.
    Unauthenticated,
    /// The body is longer than allowed.
    TooLarge,
    /// The body did not arrive in time.
    Timeout,
    /// The body has a media type or a charset that GenAuth does not send.
    MediaType,
    /// The body is a form without the fields `eventName` and `data`.
    FormLayout,
    /// The body is not JSON, or cannot be read safely: nested too deep, or with a repeated name.
    Malformed,
}

/// Error returned when a webhook request is rejected.
///
/// Neither the message nor `Debug` output contains a secret or a part of the body. All requests
/// without the right secret fail with the same error.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookError {
    kind: WebhookErrorKind,
    message: Box<str>,
}

impl WebhookError {
    pub(crate) fn new(kind: WebhookErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into().into() }
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            WebhookErrorKind::Unauthenticated,
            "the request does not have the secret of the webhook, or is from another user pool; \
             compare the secret in the console with that of `Webhook::new`",
        )
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(
            WebhookErrorKind::TooLarge,
            format!(
                "the body is longer than {limit} bytes; raise `max_body_bytes` if it has to be"
            ),
        )
    }

    /// Creates the error for a body that did not arrive in time, for integrations with frameworks.
    pub fn timeout() -> Self {
        Self::new(WebhookErrorKind::Timeout, "the body did not arrive in time")
    }

    /// Creates the error for a body that broke off, for integrations with frameworks.
    pub fn incomplete() -> Self {
        Self::new(WebhookErrorKind::Malformed, "the body broke off")
    }

    /// Returns the reason.
    pub fn kind(&self) -> WebhookErrorKind {
        self.kind
    }

    /// Returns the cause and its remedy.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the HTTP status to respond with: 401 without the secret, 400 for a malformed body,
    /// 408, 413 and 415.
    pub fn status(&self) -> StatusCode {
        match self.kind {
            WebhookErrorKind::Config => StatusCode::INTERNAL_SERVER_ERROR,
            WebhookErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
            WebhookErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            WebhookErrorKind::Timeout => StatusCode::REQUEST_TIMEOUT,
            WebhookErrorKind::MediaType | WebhookErrorKind::FormLayout => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            WebhookErrorKind::Malformed => StatusCode::BAD_REQUEST,
        }
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookError").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl fmt::Debug for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(&self.message).fmt(f)
    }
}

impl StdError for WebhookError {}
