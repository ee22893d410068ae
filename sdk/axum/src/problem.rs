//! [`Rejection`]: the response to a request that must not reach the handler.

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc, time::Duration};

use axum::{body::Body, response::IntoResponse};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header, request::Parts,
};
use serde::Serialize;

/// The realm of challenges without another one.
pub(crate) const REALM: &str = "api";

/// The media type of gRPC.
const GRPC: &str = "application/grpc";

/// The longest time that clients are asked to wait.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3_600);

/// The reason why a request was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionKind {
    /// The request has no credentials: 401, without an error code.
    MissingCredentials,
    /// The `Authorization` field is empty, repeated or malformed: 400 `invalid_request`.
    InvalidRequest,
    /// The access token is malformed, expired, or for another audience: 401 `invalid_token`.
    InvalidToken,
    /// The access token lacks a scope: 403 `insufficient_scope`.
    InsufficientScope,
    /// The user may not do this: 403.
    Forbidden,
    /// Credentials or permissions cannot be checked at the moment: 503.
    Unavailable,
    /// The application lacks the layer that authenticates requests: 500.
    NotConfigured,
}

impl RejectionKind {
    /// Returns the HTTP status.
    pub fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::MissingCredentials | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::InsufficientScope | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotConfigured => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns the error code of RFC 6750 §3.1, if there is one.
    pub fn error_code(self) -> Option<&'static str> {
        match self {
            Self::InvalidRequest => Some("invalid_request"),
            Self::InvalidToken => Some("invalid_token"),
            Self::InsufficientScope => Some("insufficient_scope"),
            _ => None,
        }
    }

    /// Returns the status code of gRPC.
    fn grpc_code(self) -> u16 {
        match self {
            Self::MissingCredentials | Self::InvalidToken | Self::InvalidRequest => 16,
            Self::InsufficientScope | Self::Forbidden => 7,
            Self::Unavailable => 14,
            Self::NotConfigured => 13,
        }
    }

    /// Returns whether the response challenges the client for another access token.
    fn has_challenge(self) -> bool {
        self == Self::MissingCredentials || self.error_code().is_some()
    }
}

/// The response to a request that must not reach the handler.
///
/// It has the status and the `WWW-Authenticate` field of RFC 6750, and a problem body
/// (`application/problem+json`, RFC 9457). Neither contains a token nor text of one. Handlers can
/// return it as well:
///
/// ```
/// use genauth_axum::{CurrentUser, Rejection};
///
/// async fn cancel(user: CurrentUser) -> Result<&'static str, Rejection> {
///     if !user.has_scope("orders:cancel") {
///         return Err(Rejection::insufficient_scope("orders:cancel"));
///     }
///     Ok("canceled")
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Rejection(Box<Details>);

#[derive(Clone, PartialEq, Eq)]
struct Details {
    kind: RejectionKind,
    detail: Cow<'static, str>,
    realm: Option<Arc<str>>,
    scope: Option<String>,
    retry_after: Option<Duration>,
}

/// The members of a problem body. `error` and `scope` are those of `WWW-Authenticate`.
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
}

impl Rejection {
    pub(crate) fn new(kind: RejectionKind, detail: impl Into<Cow<'static, str>>) -> Self {
        let detail = detail.into();
        Self(Box::new(Details { kind, detail, realm: None, scope: None, retry_after: None }))
    }

    pub(crate) fn missing_credentials() -> Self {
        let detail = "The request has no access token; send one as `Authorization: Bearer`.";
        Self::new(RejectionKind::MissingCredentials, detail)
    }

    pub(crate) fn unavailable(detail: &'static str, retry_after: Option<Duration>) -> Self {
        let mut rejection = Self::new(RejectionKind::Unavailable, detail);
        rejection.0.retry_after = Some(retry_after.unwrap_or(Duration::from_secs(1)));
        rejection
    }

    /// Creates a rejection of a request whose access token lacks scopes. `scopes` are those that the
    /// resource requires, separated by spaces; the response names them.
    pub fn insufficient_scope(scopes: impl Into<String>) -> Self {
        let detail = "The access token does not have the required scope.";
        let mut rejection = Self::new(RejectionKind::InsufficientScope, detail);
        rejection.0.scope = Some(scopes.into()).filter(|it| !it.trim().is_empty());
        rejection
    }

    /// Creates a rejection of a user who may not do this. `detail` is shown to the client.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(RejectionKind::Forbidden, detail)
    }

    /// Sets the realm of the challenge, unless it has one.
    pub(crate) fn in_realm(mut self, realm: &Arc<str>) -> Self {
        self.0.realm.get_or_insert_with(|| Arc::clone(realm));
        self
    }

    /// Returns the reason.
    pub fn kind(&self) -> RejectionKind {
        self.0.kind
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.kind.status()
    }

    /// Returns the explanation that the client receives.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Returns the time after which the client may retry.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the value of `WWW-Authenticate`; `None` if another token does not help.
    pub fn www_authenticate(&self) -> Option<HeaderValue> {
        if !self.0.kind.has_challenge() {
            return None;
        }
        let mut challenge = String::from("Bearer realm=");
        push_quoted(&mut challenge, self.0.realm.as_deref().unwrap_or(REALM));
        if let Some(error) = self.0.kind.error_code() {
            challenge.push_str(", error=");
            push_quoted(&mut challenge, error);
            challenge.push_str(", error_description=");
            push_quoted(&mut challenge, &self.0.detail);
        }
        if let Some(scope) = &self.0.scope {
            challenge.push_str(", scope=");
            push_quoted(&mut challenge, scope);
        }
        let challenge = HeaderValue::try_from(challenge);
        Some(challenge.unwrap_or_else(|_| HeaderValue::from_static("Bearer")))
    }

    /// Returns the response to a request: as [`to_http`](Self::to_http), but without a body for `HEAD`
    /// requests, and as a status of gRPC for those of gRPC, whose clients do not read a problem body.
    pub fn response_to(&self, request: &Parts) -> Response<Bytes> {
        let mut response = self.to_http();
        if request.method == Method::HEAD {
            let length = std::mem::take(response.body_mut()).len();
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        if is_grpc(&request.headers) {
            *response.body_mut() = Bytes::new();
            let headers = response.headers_mut();
            headers.remove(header::CONTENT_LENGTH);
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(GRPC));
            let code = self.0.kind.grpc_code();
            headers.insert(HeaderName::from_static("grpc-status"), HeaderValue::from(code));
            if let Ok(message) = HeaderValue::try_from(percent_encoded(&self.0.detail)) {
                headers.insert(HeaderName::from_static("grpc-message"), message);
            }
        }
        response
    }

    /// Returns the response, for services without axum. Responses to `HEAD` must not have its body;
    /// see [`response_to`](Self::response_to).
    pub fn to_http(&self) -> Response<Bytes> {
        let status = self.status();
        let problem = Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: &self.0.detail,
            error: self.0.kind.error_code(),
            scope: self.0.scope.as_deref(),
        };
        // Text and numbers can always be written.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, media_type);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = self.www_authenticate() {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(after) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds(after)));
        }
        response
    }
}

/// Returns the value of `Retry-After`. Rounded up, since a retry before would fail.
pub(crate) fn retry_after_seconds(after: Duration) -> u64 {
    let after = after.min(MAX_RETRY_AFTER);
    (after.as_secs() + u64::from(after.subsec_nanos() > 0)).max(1)
}

fn is_grpc(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let rest = media_type.and_then(|it| it.strip_prefix(GRPC.as_bytes()));
    // Not gRPC-Web, which has other responses.
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';')))
}

/// Returns a message as gRPC encodes it.
fn percent_encoded(message: &str) -> String {
    message.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b' '..=b'~' if byte != b'%' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}

/// Appends a quoted string (RFC 9110 §5.6.4). What a quoted string cannot hold becomes `?`.
fn push_quoted(text: &mut String, value: &str) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            ' '..='~' => text.push(character),
            _ => text.push('?'),
        }
    }
    text.push('"');
}

impl IntoResponse for Rejection {
    fn into_response(self) -> axum::response::Response {
        self.to_http().map(Body::from)
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejection")
            .field("kind", &self.0.kind)
            .field("detail", &self.0.detail)
            .field("scope", &self.0.scope)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl StdError for Rejection {}
