//! The opening handshake (RFC 6455 §4.1), by the HTTP client.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use reqwest::{Request, Upgraded};

use super::credential::Grant;
use super::url::{shown_path, subscription_url};
use crate::config::header_value;
use crate::endpoint::Endpoint;
use crate::error::{Error, EventError, EventErrorKind as Kind, TransportError};
use crate::operation::Operation;
use crate::transport::{Connection, retry_after};

/// The target of a subscription.
pub(super) struct Target {
    connection: Arc<Connection>,
    operation: &'static Operation,
    code: String,
    /// Host and path, for messages.
    place: Arc<str>,
}

impl Target {
    pub(super) fn new(
        connection: Arc<Connection>,
        operation: &'static Operation,
        code: String,
    ) -> Self {
        let host = &connection.event_host;
        let place = format!("{}{}", host.name, shown_path(&host.base, operation.path)).into();
        Self { connection, operation, code, place }
    }

    /// Returns host and path, for messages.
    pub(super) fn place(&self) -> &Arc<str> {
        &self.place
    }

    /// Opens a connection. Bytes that follow the response are part of it.
    pub(super) async fn open(&self, grant: &Grant) -> Result<Upgraded, Error> {
        let key = STANDARD.encode(fastrand::u128(..).to_ne_bytes());
        let http = self.connection.event_host.http(&self.connection.settings)?;
        let response = http.execute(self.request(grant, &key)?).await;
        let response = response.map_err(|error| self.not_connected(error))?;
        self.check(response.status(), response.version(), response.headers(), &key)?;
        let upgraded = response.upgrade().await;
        Ok(upgraded.map_err(|error| self.not_connected(error))?)
    }

    fn request(&self, grant: &Grant, key: &str) -> Result<Request, Error> {
        let connection = &*self.connection;
        let base = &connection.event_host.base;
        let url = subscription_url(base, self.operation.path, &self.code, grant.token());
        let mut request = Request::new(Method::GET, url);
        // An HTTP client of the application may know HTTP/2, which has no such upgrade.
        *request.version_mut() = Version::HTTP_11;
        let headers = request.headers_mut();
        *headers = connection.headers.clone();
        headers.remove(header::ACCEPT);
        if let Grant::Signature(signature) = grant {
            headers.insert(header::AUTHORIZATION, signature.clone());
        }
        if connection.event_host.is_chosen {
            for name in connection.default_headers.keys() {
                headers.remove(name);
                for value in connection.default_headers.get_all(name) {
                    headers.append(name.clone(), value.clone());
                }
            }
        }
        let key = header_value::sensitive(key)
            .ok_or_else(|| self.error(Kind::Upgrade, "the key of the handshake is not valid"))?;
        headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        headers.insert(header::SEC_WEBSOCKET_KEY, key);
        headers.remove(header::SEC_WEBSOCKET_PROTOCOL);
        headers.remove(header::SEC_WEBSOCKET_EXTENSIONS);
        Ok(request)
    }

    fn check(
        &self,
        status: StatusCode,
        version: Version,
        headers: &HeaderMap,
        key: &str,
    ) -> Result<(), EventError> {
        let code = status.as_u16();
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            let cause = format!(
                "the server refused the credential (HTTP {code}); check the access token or the \
                 access key"
            );
            return Err(self.error(Kind::Refused, cause).with_http_status(status));
        }
        let problem = if version == Version::HTTP_2 {
            format!(
                "the server responded by HTTP/2 (HTTP {code}), which has no WebSocket upgrade; \
                 build the client passed to `http_client` with `http1_only`"
            )
        } else if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            "the proxy requires a credential (HTTP 407); set user and password of the proxy"
                .to_owned()
        } else if status != StatusCode::SWITCHING_PROTOCOLS {
            format!(
                "the server responded with HTTP {code} instead of a WebSocket upgrade; check \
                 `event_host` and the event code"
            )
        } else if version != Version::HTTP_11 {
            format!("the server responded by {version:?}, which has no upgrade; check proxies")
        } else if let Some(name) = mistake(headers, key) {
            format!("the header `{name}` of the WebSocket upgrade is not valid; check proxies")
        } else {
            return Ok(());
        };
        let error = self.error(Kind::Upgrade, problem).with_http_status(status);
        Err(error.with_retry_after(retry_after(headers)))
    }

    fn not_connected(&self, error: reqwest::Error) -> EventError {
        let settings = &self.connection.settings;
        let limit = settings.http.is_none().then_some(settings.connect_timeout);
        let endpoint = Endpoint::from(self.operation);
        let host = &self.connection.event_host.name;
        let error = TransportError::http(&endpoint, host, error, limit);
        let kind = match error.is_timeout() {
            true => Kind::ConnectTimeout,
            false => Kind::Connect,
        };
        self.error(kind, error.cause()).with_source(error.into())
    }

    /// Returns an error with this cause.
    pub(super) fn error(&self, kind: Kind, cause: impl AsRef<str>) -> EventError {
        EventError::new(kind, format!("subscription at {}: {}", self.place, cause.as_ref()))
    }
}

/// Returns the first header of a response that does not complete the handshake.
fn mistake(headers: &HeaderMap, key: &str) -> Option<HeaderName> {
    let has = |name: &HeaderName, token: &str| {
        let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
        let mut tokens = values.flat_map(|value| value.split(','));
        tokens.any(|found| found.trim().eq_ignore_ascii_case(token))
    };
    if !has(&header::UPGRADE, "websocket") {
        return Some(header::UPGRADE);
    }
    if !has(&header::CONNECTION, "upgrade") {
        return Some(header::CONNECTION);
    }
    let expected = accept_of(key);
    let mut accepts = headers.get_all(header::SEC_WEBSOCKET_ACCEPT).into_iter();
    let is_accepted = accepts.next().is_some_and(|it| it.as_bytes() == expected.as_bytes());
    if !is_accepted || accepts.next().is_some() {
        return Some(header::SEC_WEBSOCKET_ACCEPT);
    }
    // None was offered.
    [header::SEC_WEBSOCKET_EXTENSIONS, header::SEC_WEBSOCKET_PROTOCOL]
        .into_iter()
        .find(|name| headers.contains_key(name))
}

/// Returns the expected `sec-websocket-accept` for a `sec-websocket-key`.
fn accept_of(key: &str) -> String {
    let text = format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

    fn headers(changes: &[(HeaderName, Option<&'static str>)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::UPGRADE, HeaderValue::from_static("WebSocket"));
        headers.insert(header::CONNECTION, HeaderValue::from_static("keep-alive, Upgrade"));
        // The example of RFC 6455 §1.3.
        let accept = HeaderValue::from_static("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
        for (name, value) in changes {
            match value {
                Some(value) => _ = headers.insert(name, HeaderValue::from_static(value)),
                None => _ = headers.remove(name),
            }
        }
        headers
    }

    #[test]
    fn only_responses_to_the_own_handshake_are_accepted() {
        assert_eq!(mistake(&headers(&[]), KEY), None);
        for (name, value) in [
            (header::UPGRADE, None),
            (header::UPGRADE, Some("h2c")),
            (header::CONNECTION, None),
            (header::CONNECTION, Some("close")),
            (header::SEC_WEBSOCKET_ACCEPT, None),
            (header::SEC_WEBSOCKET_ACCEPT, Some("")),
            (header::SEC_WEBSOCKET_ACCEPT, Some("S3pPLMBiTxaQ9kYGzzhZRbK+xOo=")),
            (header::SEC_WEBSOCKET_EXTENSIONS, Some("permessage-deflate")),
            (header::SEC_WEBSOCKET_PROTOCOL, Some("events")),
        ] {
            let found = mistake(&headers(&[(name.clone(), value)]), KEY);
            assert_eq!(found, Some(name), "{value:?}");
        }
        assert_eq!(mistake(&headers(&[]), "b3RoZXIga2V5"), Some(header::SEC_WEBSOCKET_ACCEPT));
    }
}
