//! Responses to failed calls.

use genauth::codes::{api, status};
use http::Method;
use serde_json::{Value, json};

use crate::{methods::Methods, text::visible, wire::HttpResponse};

/// The reason why a call failed, in the server's terms: a business status, an optional code, and a
/// message.
///
/// The HTTP status is 200 unless the protocol or the documentation requires another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The business status.
    pub status_code: i64,
    /// The code for this specific case.
    pub api_code: Option<i64>,
    /// Human-readable message.
    pub message: String,
    /// The HTTP status.
    pub http_status: u16,
    /// Delay before a retry, in seconds.
    pub retry_after: Option<u64>,
    /// The methods that the path has, if the one of the request is not among them.
    pub allowed_methods: Methods,
    /// The `error` of a protocol endpoint, which has no envelope.
    pub oauth_error: Option<&'static str>,
    /// Additional payload of the envelope, such as the input for the next step of a sign-in.
    pub data: Option<Value>,
}

impl Failure {
    /// Creates a failure with a business status and without a code.
    pub fn new(status_code: i64, message: impl Into<String>) -> Self {
        Self {
            status_code,
            api_code: None,
            message: message.into(),
            http_status: 200,
            retry_after: None,
            allowed_methods: Methods::default(),
            oauth_error: None,
            data: None,
        }
    }

    /// Sets the code.
    pub fn code(mut self, api_code: i64) -> Self {
        self.api_code = Some(api_code);
        self
    }

    /// Sets the payload.
    pub fn data(mut self, data: Value) -> Self {
        self.data = Some(data);
        self
    }

    /// Creates the failure for an invalid argument (400).
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(status::INVALID_ARGUMENT_ERROR, message)
    }

    /// Creates the failure for an invalid field (400). `problem` follows the name: `must be at
    /// least 1`.
    pub fn field(name: &str, problem: &str) -> Self {
        Self::invalid(format!("`{name}` {problem}"))
    }

    /// Creates the failure for a missing field (400).
    pub fn missing(name: &str) -> Self {
        Self::field(name, "is required")
    }

    /// Creates the failure for a call without a signed-in user (401, 2020).
    pub fn not_signed_in(message: impl Into<String>) -> Self {
        Self::new(status::UNAUTHORIZED_ERROR, message).code(api::NOT_LOGGED_IN)
    }

    /// Creates the failure for rejected credentials (401).
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(status::UNAUTHORIZED_ERROR, message)
    }

    /// Creates the failure for a forbidden call (403).
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(status::FORBIDDEN_ERROR, message)
    }

    /// Creates the failure for an unknown entity (404). `what` is `user`, `role`.
    pub fn not_found(what: &str) -> Self {
        Self::new(status::NOT_FOUND_ERROR, format!("no such {what}"))
    }

    /// Creates the failure for an unknown user (404, 2004).
    pub fn user_not_found() -> Self {
        Self::not_found("user").code(api::USER_NOT_FOUND)
    }

    /// Creates the failure for a conflict with an existing entity (409).
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(status::CONFLICT_ERROR, message)
    }

    /// Creates the failure for a valid request that violates a rule (422).
    pub fn rule(message: impl Into<String>) -> Self {
        Self::new(status::INVALID_OPERATION_ERROR, message)
    }

    /// Creates the failure for too many requests (429, in HTTP as well).
    pub fn throttled(message: impl Into<String>, retry_after: u64) -> Self {
        Self {
            http_status: 429,
            retry_after: Some(retry_after),
            ..Self::new(status::THROTTLE_ERROR, message)
        }
    }

    /// Creates the failure for a method that a path does not have (405, in HTTP as well).
    pub fn other_method(path: &str, method: &Method, allowed: &[Method]) -> Self {
        Self {
            http_status: 405,
            allowed_methods: Methods::of(allowed),
            ..Self::invalid(format!("`{path}` does not support the method {method}"))
        }
    }

    /// Adds the headers that belong to the failure to its response.
    pub fn with_headers(&self, mut response: HttpResponse) -> HttpResponse {
        if let Some(seconds) = self.retry_after {
            response = response.header("retry-after", &seconds.to_string());
        }
        match self.allowed_methods.header() {
            Some(methods) => response.header("allow", &methods),
            None => response,
        }
    }

    /// Creates the failure for an unsupported feature of the emulator (501).
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(status::UNSUPPORTED_OPERATION_ERROR, message)
    }

    /// Creates the failure of a protocol endpoint: `error` and `error_description`, with an HTTP
    /// status.
    pub fn oauth(error: &'static str, message: impl Into<String>) -> Self {
        let http_status = if error == "invalid_client" { 401 } else { 400 };
        let status_code = i64::from(http_status);
        Self { http_status, oauth_error: Some(error), ..Self::new(status_code, message) }
    }

    /// Returns the response body.
    pub fn body(&self, request_id: &str) -> Value {
        if let Some(error) = self.oauth_error {
            return json!({"error": error, "error_description": visible(&self.message)});
        }
        let mut body = json!({
            "statusCode": self.status_code,
            "message": visible(&self.message),
            "requestId": request_id,
        });
        if let Some(code) = self.api_code {
            body["apiCode"] = code.into();
        }
        if let Some(data) = &self.data {
            body["data"] = data.clone();
        }
        body
    }
}
