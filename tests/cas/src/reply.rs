//! [`Reply`]: the reaction to a request.

/// The reaction of the server to a request.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) bytes: Vec<u8>,
    pub(crate) then: Then,
}

/// What happens to the connection after a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    Keep,
    Close,
    Stall,
}

impl Reply {
    /// Creates a response with this status, media type and body.
    #[must_use]
    pub fn new(status: u16, media_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with_headers(status, &[("content-type", media_type)], body)
    }

    /// Creates a response with this status, these headers and this body.
    #[must_use]
    pub fn with_headers(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} Status\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if status != 204 {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        let bytes = [head.as_bytes(), b"\r\n", body].concat();
        Self { bytes, then: Then::Keep }
    }

    /// Creates a successful response in XML.
    #[must_use]
    pub fn xml(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, "application/xml; charset=utf-8", body)
    }

    /// Creates a successful response in JSON.
    #[must_use]
    pub fn json(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, "application/json", body)
    }

    /// Creates a successful response in plain text.
    #[must_use]
    pub fn text(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, "text/plain", body)
    }

    /// Creates a successful response without a declared length, which ends with the connection.
    #[must_use]
    pub fn endless(body: impl AsRef<[u8]>) -> Self {
        let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
        Self { bytes: [head, body.as_ref()].concat(), then: Then::Close }
    }

    /// Creates a response of these bytes, which ends with the connection.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), then: Then::Close }
    }

    /// Sends all but the last bytes of the response, and closes the connection.
    #[must_use]
    pub fn cut(mut self, missing: usize) -> Self {
        self.bytes.truncate(self.bytes.len().saturating_sub(missing));
        self.then = Then::Close;
        self
    }

    /// Closes the connection after the response, without announcing it.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.then = Then::Close;
        self
    }

    /// Closes the connection without a response.
    #[must_use]
    pub fn nothing() -> Self {
        Self { bytes: Vec::new(), then: Then::Close }
    }

    /// Sends these bytes and keeps the connection open.
    #[must_use]
    pub fn stalling(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), then: Then::Stall }
    }

    /// Sends nothing and keeps the connection open.
    #[must_use]
    pub fn silence() -> Self {
        Self::stalling(Vec::new())
    }
}
