//! [`Response`]: a payload with its metadata, and the kinds of response.

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use url::Url;

use crate::data::{Field, Slot};
use crate::endpoint::Endpoint;
use crate::error::{DecodeError, Error};
use crate::received::Received;
use crate::transport::{Decoded, Head, Payload, open_response};

/// A successful response: the payload with status, headers and raw body.
#[derive(Clone, Debug)]
pub struct Response<T> {
    data: T,
    head: Head,
    received: Received,
}

impl<T: FromResponse> Response<T> {
    pub(crate) fn of(decoded: Decoded) -> Result<Self, Error> {
        let (data, head, received) = decoded.into_parts()?;
        Ok(Self { data, head, received })
    }
}

/// Decodes a response as a type; see [`Decode`](crate::transport::Decode).
pub(crate) fn decode<T: FromResponse>(
    endpoint: &Endpoint,
    received: &Received,
) -> Result<(Payload, Head), Error> {
    let mut head = Head::default();
    let data = T::read(endpoint, received, Some(&mut head))?;
    Ok((Box::new(data), head))
}

impl<T> Response<T> {
    /// Returns the payload.
    pub fn data(&self) -> &T {
        &self.data
    }

    /// Returns the payload alone.
    pub fn into_data(self) -> T {
        self.data
    }

    /// Returns the business status code, or 200 if the response has none.
    pub fn status_code(&self) -> i64 {
        self.head.status_code.unwrap_or(200)
    }

    /// Returns the message of the server about the outcome.
    pub fn message(&self) -> &str {
        self.head.message.as_deref().unwrap_or_default()
    }

    /// Returns the id of the request, which support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id.as_deref()
    }

    /// Returns the HTTP status.
    pub fn http_status(&self) -> StatusCode {
        self.received.status
    }

    /// Returns the HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.received.headers
    }

    /// Returns the raw response body. It may contain personal data and tokens; do not log it.
    pub fn body(&self) -> &Bytes {
        &self.received.body
    }
}

/// Opens a response like [`open_response`], with optional metadata. Not generic, so that it is
/// compiled once.
fn open_into(
    endpoint: &Endpoint,
    received: &Received,
    slot: Slot<'_>,
    head: Option<&mut Head>,
) -> Result<(), Error> {
    let found = open_response(endpoint, received, slot)?;
    if let Some(head) = head {
        *head = found;
    }
    Ok(())
}

/// A type that can be read from a response. Every generated type implements it.
pub trait FromResponse: Sized + Send + 'static {
    /// Reads the response of `endpoint`, and its metadata into `head`.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the response reports a failure, [`Error::Decode`] if it cannot be decoded.
    #[doc(hidden)]
    fn read(
        endpoint: &Endpoint,
        received: &Received,
        head: Option<&mut Head>,
    ) -> Result<Self, Error>;
}

impl<T: Field + Send + 'static> FromResponse for T {
    fn read(
        endpoint: &Endpoint,
        received: &Received,
        head: Option<&mut Head>,
    ) -> Result<Self, Error> {
        let mut data = T::empty();
        open_into(endpoint, received, data.slot(), head)?;
        Ok(data)
    }
}

/// The response of an operation that redirects the browser. The SDK does not follow it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redirect {
    /// The absolute URL to redirect the browser to. It may contain codes and tokens; do not log it.
    pub location: String,
}

impl std::fmt::Debug for Redirect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redirect").field("location", &format_args!("<hidden>")).finish()
    }
}

impl FromResponse for Redirect {
    fn read(
        endpoint: &Endpoint,
        received: &Received,
        head: Option<&mut Head>,
    ) -> Result<Self, Error> {
        let header = received.headers.get(header::LOCATION).filter(|it| !it.is_empty());
        if let (true, Some(location)) = (received.status.is_redirection(), header) {
            let location = absolute(received, &location_text(location.as_bytes()));
            return location.map(|location| Self { location }).ok_or_else(|| {
                let message = "the `location` header is not a valid URL".to_owned();
                DecodeError::new(endpoint, received, message).into()
            });
        }
        // Some redirects are JSON responses that contain the URL.
        let mut data = Value::Null;
        open_into(endpoint, received, data.slot(), head)?;
        let location = data.as_str().or_else(|| data.get("url").and_then(Value::as_str));
        let location = location.filter(|it| !it.is_empty());
        match location.and_then(|location| absolute(received, location)) {
            Some(location) => Ok(Self { location }),
            None => {
                let message = "expected a redirect with a `location` header".to_owned();
                Err(DecodeError::new(endpoint, received, message).into())
            }
        }
    }
}

/// Returns the text of a `location` header. Servers write UTF-8 where only ASCII is allowed; other
/// bytes are escaped, so that nothing is lost.
fn location_text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
    }
    text
}

/// Returns an absolute URL: unchanged if it is one, otherwise resolved against the URL that was
/// requested (RFC 9110 §10.2.2). `None` if it is not valid.
fn absolute(received: &Received, location: &str) -> Option<String> {
    let location = location.trim_matches([' ', '\t']);
    match Url::parse(location) {
        Ok(_) => Some(location.to_owned()),
        Err(url::ParseError::RelativeUrlWithoutBase) => match &received.url {
            Some(base) => base.join(location).ok().map(String::from),
            None => Some(location.to_owned()),
        },
        Err(_) => None,
    }
}

/// The response of an operation whose body is undocumented or not JSON.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Content {
    /// The value of the `content-type` header.
    pub content_type: Option<String>,
    /// The body.
    pub bytes: Bytes,
}

impl Content {
    /// Returns the body as text, with replacement characters where it is not UTF-8.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Parses the body as JSON.
    ///
    /// # Errors
    ///
    /// The body is not JSON.
    pub fn json(&self) -> Result<Value, serde_json::Error> {
        serde_json::from_slice(&self.bytes)
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content")
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

impl FromResponse for Content {
    fn read(
        endpoint: &Endpoint,
        received: &Received,
        head: Option<&mut Head>,
    ) -> Result<Self, Error> {
        let found = crate::transport::check_failure(endpoint, received)?;
        if let Some(head) = head {
            *head = found;
        }
        let content_type = received.headers.get(header::CONTENT_TYPE);
        Ok(Self {
            content_type: content_type.and_then(|value| value.to_str().ok()).map(str::to_owned),
            bytes: received.body.clone(),
        })
    }
}
