//! HttpRequest requests.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, header::AUTHORIZATION, request::Parts};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming as Body;

use crate::failure::Failure;

/// Path prefix of the control endpoints.
pub(crate) const CONTROL_PREFIX: &str = "/_emulator/";

/// Maximum size of a body, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;
/// Maximum size of a body for a control endpoint, in bytes: a saved state is larger.
const LARGEST_STATE: usize = 256 * 1024 * 1024;

/// A request that was read completely.
#[derive(Clone, Debug)]
pub(crate) struct HttpRequest {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// IP address of the peer.
    pub peer: String,
}

impl HttpRequest {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is too large, breaks off, or does not end within `timeout`
    /// (408).
    pub async fn read(
        parts: Parts,
        body: Body,
        peer: String,
        timeout: Duration,
    ) -> Result<Self, Failure> {
        let largest =
            if parts.uri.path().starts_with(CONTROL_PREFIX) { LARGEST_STATE } else { LARGEST };
        let body = tokio::time::timeout(timeout, Limited::new(body, largest).collect()).await;
        let body = body.map_err(|_| Failure {
            http_status: 408,
            ..Failure::new(408, format!("the request body was not complete within {timeout:?}"))
        })?;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => Failure::new(413, format!("the request body exceeds {largest} bytes")),
            false => Failure::invalid("the request body is incomplete"),
        })?;
        Ok(Self {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body: body.to_bytes(),
            peer,
        })
    }

    /// Returns the text of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().filter(|value| !value.is_empty())
    }

    /// Returns the text of a header with either brand prefix, such as `app-id`.
    pub fn branded(&self, name: &str) -> Option<&str> {
        let brands = ["x-authing-", "x-genauth-"];
        brands.iter().find_map(|brand| self.header(&format!("{brand}{name}")))
    }

    /// Returns the access token, with or without its scheme.
    pub fn bearer(&self) -> Option<&str> {
        let value = self.header(AUTHORIZATION.as_str())?;
        match value.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(token.trim()),
            Some(_) => None,
            None => Some(value),
        }
    }

    /// Returns the IP address of the end user from `x-real-ip`, or else that of the peer.
    pub fn ip(&self) -> &str {
        self.header("x-real-ip").unwrap_or(&self.peer)
    }
}
