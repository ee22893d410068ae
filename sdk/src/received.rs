//! [`Received`]: a response before it is decoded.

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use url::Url;

/// A response as received.
#[derive(Clone)]
pub struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The URL of the request, against which relative URLs in the response are resolved.
    pub(crate) url: Option<Url>,
}

impl Received {
    /// Returns the body as text, with replacement characters where it is not UTF-8.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match std::str::from_utf8(&self.body) {
            // Some servers mark their text as UTF-8, which JSON must not be.
            Ok(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
            // Looking for the errors takes longer, so that valid text, the rule, goes without it.
            Err(_) => Cow::Owned(String::from_utf8_lossy(&self.body).into_owned()),
        }
    }
}

/// Shows sizes instead of content: headers and body can hold tokens.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("status", &self.status.as_u16())
            .field("headers", &self.headers.len())
            .field("bytes", &self.body.len())
            .finish()
    }
}
