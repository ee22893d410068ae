//! [`ApiError`]: a response that reports a failure.

use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;

use super::shown::{Shown, explained};
use super::snippet::snippet;
use super::{Code, Outcome};
use crate::codes::{api, status};
use crate::endpoint::Endpoint;
use crate::json::parse;
use crate::operation::Api;

/// Error returned when the response reports that the operation failed.
#[derive(Clone)]
// Errors are returned by value, so the details are on the heap.
pub struct ApiError(pub(crate) Box<Failure>);

/// The details of a failure in a response.
#[derive(Clone)]
pub(crate) struct Failure {
    pub(crate) endpoint: Endpoint,
    pub(crate) http_status: StatusCode,
    pub(crate) status_code: i64,
    pub(crate) api_code: Option<i64>,
    /// The explanation of the server, if it sent one.
    pub(crate) message: Option<String>,
    pub(crate) oauth_error: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Bytes,
    pub(crate) outcome: Outcome,
}

impl ApiError {
    /// Returns the HTTP status; usually 200, even for failures.
    pub fn http_status(&self) -> StatusCode {
        self.0.http_status
    }

    /// Returns the business status code.
    pub fn status_code(&self) -> i64 {
        self.0.status_code
    }

    /// Returns the detailed error code.
    pub fn api_code(&self) -> Option<i64> {
        self.0.api_code
    }

    /// Returns the server's explanation, in the language of the request, or the meaning of the code
    /// without one. Verbatim: escape it before writing it to a terminal or a page.
    pub fn message(&self) -> &str {
        let meaning = || match self.code() {
            Some(code) => code.meaning,
            None => {
                self.0.http_status.canonical_reason().unwrap_or("no explanation from the server")
            }
        };
        self.0.message.as_deref().unwrap_or_else(meaning)
    }

    /// Returns the request id, for support requests.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns the meaning of the code and its remedy, if known. The [`api_code`](Self::api_code)
    /// takes precedence.
    pub fn code(&self) -> Option<&'static Code> {
        let detail = self.0.api_code.and_then(Code::of_api);
        detail.or_else(|| Code::of_status(self.0.status_code))
    }

    /// Returns the payload of the failure, if any, such as the token for the next step of a
    /// sign-in. May contain personal data and tokens; do not log it.
    pub fn data(&self) -> Option<Value> {
        let mut response = parse(&self.0.body)?;
        Some(response.get_mut("data")?.take()).filter(|data| !data.is_null())
    }

    /// Returns the `error` of an OAuth response (RFC 6749 §5.2), for instance `invalid_grant`.
    pub fn oauth_error(&self) -> Option<&str> {
        self.0.oauth_error.as_deref()
    }

    /// Returns the whole response body. May contain personal data and tokens; do not log it.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Returns the fix at the end of the message. For rejected credentials, it depends on the
    /// endpoint.
    fn remedy(&self) -> &'static str {
        let code = self.code();
        let refused = match code {
            Some(code) => matches!(code.number, status::UNAUTHORIZED_ERROR | api::NOT_LOGGED_IN),
            None => self.0.http_status == StatusCode::UNAUTHORIZED,
        };
        match self.oauth_error() {
            Some("invalid_client") => CHECK_APPLICATION,
            Some("invalid_grant") => "let the user sign in again",
            _ if refused => check_credentials(&self.0.endpoint),
            _ => code.map_or("", |code| code.remedy),
        }
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.0.endpoint.name())
            .field("http_status", &self.0.http_status.as_u16())
            .field("status_code", &self.0.status_code)
            .field("api_code", &self.0.api_code)
            .field("oauth_error", &self.oauth_error().map(Shown))
            .field("message", &Shown(self.message()))
            .field("request_id", &self.request_id().map(Shown))
            .field("retry_after", &self.0.retry_after)
            .finish_non_exhaustive()
    }
}

const CHECK_APPLICATION: &str = "check the application id, the application secret, and the client \
                                 authentication method against the console";

/// Returns the fix when the credentials of a call were rejected.
fn check_credentials(endpoint: &Endpoint) -> &'static str {
    let Endpoint::Described(operation) = endpoint else {
        return "check the credentials of the call";
    };
    match operation.api {
        _ if operation.client_auth => CHECK_APPLICATION,
        Api::Management if operation.security.bearer => {
            "check that the access key is enabled and belongs to this user pool"
        }
        Api::Management => "check the access key id and the access key secret",
        _ if operation.security.bearer => {
            "sign the user in again, and pass the new token to `with_access_token`"
        }
        _ => "check that the application id and the host belong together",
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed with status {}", self.0.endpoint, self.0.status_code)?;
        if let Some(api_code) = self.0.api_code {
            write!(f, ", api code {api_code}")?;
            if let Some(code) = Code::of_api(api_code) {
                write!(f, " ({})", code.name)?;
            }
        }
        write!(f, ": {}", Shown(self.message().trim_end_matches(['.', '。'])))?;
        if let Some(request_id) = &self.0.request_id {
            write!(f, " (request {})", Shown(request_id))?;
        }
        // An error page names the proxy that sent it.
        if self.0.message.is_none() {
            match snippet(&self.0.body) {
                shown if shown.is_empty() => {}
                shown => write!(f, " ({shown})")?,
            }
        }
        match self.remedy() {
            "" => Ok(()),
            remedy => {
                let (first, rest) = remedy.split_at_checked(1).unwrap_or((remedy, ""));
                write!(f, "; {}{}", first.to_ascii_lowercase(), rest.trim_end_matches('.'))
            }
        }
    }
}

impl StdError for ApiError {}
