//! Answers on their way.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value;

/// What a page may load, and which pages may have it in a frame.
fn policy(script: &str, ancestors: &str) -> String {
    format!(
        "default-src 'none'; style-src 'unsafe-inline'{script}; base-uri 'none'; \
         frame-ancestors {ancestors}"
    )
}

/// A response.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    /// A page for a browser.
    pub fn html(status: u16, body: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", body)
            // Nothing that a page shows may run as a script.
            .header("content-security-policy", &policy("", "'none'"))
            .header("x-frame-options", "DENY")
            .private()
    }

    /// A page with one script, which is named by its hash. `ancestor` is the origin whose pages may
    /// have it in a frame; others may not.
    pub fn scripted(body: String, script_hash: &str, ancestor: Option<&str>) -> Self {
        let script = format!("; script-src 'sha256-{script_hash}'");
        let policy = policy(&script, ancestor.unwrap_or("'none'"));
        let page = Self::new(200, "text/html; charset=utf-8", body)
            .header("content-security-policy", &policy)
            .private();
        // This header knows no origins.
        if ancestor.is_some() { page } else { page.header("x-frame-options", "DENY") }
    }

    /// The same, kept nowhere and taken for nothing else than what it is.
    fn private(self) -> Self {
        self.header("cache-control", "no-store")
            .header("x-content-type-options", "nosniff")
            .header("referrer-policy", "no-referrer")
    }

    /// Nothing.
    pub fn empty(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// Sends a browser elsewhere.
    pub fn redirect(location: &str) -> Self {
        Self::empty(302).header("location", location).header("cache-control", "no-store")
    }

    /// Text of a kind.
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut reply = Self::empty(status);
        reply.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        reply.body = body.into();
        reply
    }

    /// The same with a header more. One that cannot be sent is left out.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(HeaderName::from_static(name), value);
        }
        self
    }
}
