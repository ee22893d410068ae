//! A request and its response.

use std::fmt;

use bytes::Bytes;
use genauth::http::{Method, StatusCode};
use serde_json::Value;

/// The request of a call, and the response to it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// HTTP method.
    pub method: Method,
    /// Path and query.
    pub target: String,
    /// HTTP status of the response.
    pub status: StatusCode,
    /// Content type of the response.
    pub content_type: Option<String>,
    /// Target of a redirect.
    pub location: Option<String>,
    /// Response body.
    pub body: Bytes,
}

impl Exchange {
    /// Returns whether the call succeeded: `statusCode` in the response body is 200, or, in a body
    /// without it, the HTTP status is not an error.
    pub fn is_success(&self) -> bool {
        let is_error = self.status.is_client_error() || self.status.is_server_error();
        match self.json().and_then(|body| body.get("statusCode").cloned()) {
            Some(status) if status.is_number() => status == 200 && !is_error,
            _ => !is_error,
        }
    }

    /// Returns the response body, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Shows the response body: JSON with indentation; otherwise its content type and size.
impl fmt::Display for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(body) = self.json() {
            return write!(formatter, "{body:#}");
        }
        let kind = self.content_type.as_deref().unwrap_or("no content type");
        write!(formatter, "{kind}, {} bytes", self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(status: u16, body: &'static str) -> Exchange {
        Exchange {
            method: Method::GET,
            target: "/api/v3/get-profile".to_owned(),
            status: StatusCode::from_u16(status).unwrap(),
            content_type: Some("image/svg+xml".to_owned()),
            location: None,
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    #[test]
    fn the_body_determines_success() {
        assert!(exchange(200, r#"{"statusCode": 200}"#).is_success());
        assert!(!exchange(200, r#"{"statusCode": 404}"#).is_success());
        assert!(!exchange(500, r#"{"statusCode": 200}"#).is_success());
        assert!(exchange(200, r#"{"active": false}"#).is_success());
        assert!(!exchange(400, r#"{"error": "invalid_grant"}"#).is_success());
        assert!(exchange(302, "").is_success());
    }

    #[test]
    fn content_that_is_not_json_is_described() {
        assert_eq!(exchange(200, r#"{"a":[1]}"#).to_string(), "{\n  \"a\": [\n    1\n  ]\n}");
        assert_eq!(exchange(200, "<svg/>").to_string(), "image/svg+xml, 6 bytes");
    }
}
