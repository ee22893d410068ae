//! HTTP responses.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value;

/// Returns the content security policy: the other allowed sources, and the pages allowed to frame
/// the page.
fn policy(sources: &str, ancestors: &str) -> String {
    format!(
        "default-src 'none'; style-src 'unsafe-inline'{sources}; base-uri 'none'; \
         frame-ancestors {ancestors}"
    )
}

/// A response.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl HttpResponse {
    /// Creates a JSON response.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    /// Creates a page for a browser.
    pub fn html(status: u16, body: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", body)
            // A page must not run any of its content as a script.
            .header("content-security-policy", &policy("", "'none'"))
            .header("x-frame-options", "DENY")
            .private()
    }

    /// Creates a page for a browser with pictures in data URLs.
    pub fn illustrated(body: String) -> Self {
        Self::new(200, "text/html; charset=utf-8", body)
            .header("content-security-policy", &policy("; img-src data:", "'none'"))
            .header("x-frame-options", "DENY")
            .private()
    }

    /// Creates a page with one script, which is identified by its hash. `ancestor` is the only
    /// origin whose pages may frame it.
    pub fn scripted(body: String, script_hash: &str, ancestor: Option<&str>) -> Self {
        let script = format!("; script-src 'sha256-{script_hash}'");
        let policy = policy(&script, ancestor.unwrap_or("'none'"));
        let page = Self::new(200, "text/html; charset=utf-8", body)
            .header("content-security-policy", &policy)
            .private();
        // This header does not support origins.
        if ancestor.is_some() { page } else { page.header("x-frame-options", "DENY") }
    }

    /// Disables caching and content sniffing.
    fn private(self) -> Self {
        self.header("cache-control", "no-store")
            .header("x-content-type-options", "nosniff")
            .header("referrer-policy", "no-referrer")
    }

    /// Creates a response without a body.
    pub fn empty(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// Creates a redirect.
    pub fn redirect(location: &str) -> Self {
        Self::empty(302).header("location", location).header("cache-control", "no-store")
    }

    /// Creates a response with a content type.
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut response = Self::empty(status);
        response.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        response.body = body.into();
        response
    }

    /// Adds a header. An invalid value is ignored.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(HeaderName::from_static(name), value);
        }
        self
    }
}
