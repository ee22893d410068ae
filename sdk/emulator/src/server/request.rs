//! Requests as they come.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, header::AUTHORIZATION, request::Parts};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming as Body;

use crate::{control::PREFIX, failure::Failure};

/// So much is read of a body.
const LARGEST: usize = 16 * 1024 * 1024;
/// So much is read of a body for the emulator itself: of a state.
const LARGEST_STATE: usize = 256 * 1024 * 1024;

/// A request, read whole.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// The address it came from.
    pub peer: String,
}

impl Incoming {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// Its body is too large, breaks off, or does not end within `timeout` (408).
    pub async fn read(
        parts: Parts,
        body: Body,
        peer: String,
        timeout: Duration,
    ) -> Result<Self, Failure> {
        let largest = if parts.uri.path().starts_with(PREFIX) { LARGEST_STATE } else { LARGEST };
        let body = tokio::time::timeout(timeout, Limited::new(body, largest).collect()).await;
        let body = body.map_err(|_| Failure {
            http_status: 408,
            ..Failure::new(408, format!("the body did not end within {timeout:?}"))
        })?;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => Failure::new(413, format!("the body has more than {largest} bytes")),
            false => Failure::invalid("the body broke off"),
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

    /// The text of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().filter(|value| !value.is_empty())
    }

    /// The text of a header of the service, by either of its brands: `app-id`.
    pub fn branded(&self, name: &str) -> Option<&str> {
        let brands = ["x-authing-", "x-genauth-"];
        brands.iter().find_map(|brand| self.header(&format!("{brand}{name}")))
    }

    /// The access token, with or without the word before it.
    pub fn bearer(&self) -> Option<&str> {
        let value = self.header(AUTHORIZATION.as_str())?;
        match value.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(token.trim()),
            Some(_) => None,
            None => Some(value),
        }
    }

    /// Where the caller says that the user is, or where the caller is.
    pub fn ip(&self) -> &str {
        self.header("x-real-ip").unwrap_or(&self.peer)
    }
}
