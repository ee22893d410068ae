//! Requests as they come.

use bytes::Bytes;
use http::{HeaderMap, Method, header::AUTHORIZATION};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming as Body;

use crate::failure::Failure;

/// So much is read of a body.
const LARGEST: usize = 16 * 1024 * 1024;

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
    pub async fn read(request: http::Request<Body>, peer: String) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let body =
            Limited::new(body, LARGEST).collect().await.map_err(|error| match error
                .is::<LengthLimitError>()
            {
                true => Failure::new(413, format!("the body has more than {LARGEST} bytes")),
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
