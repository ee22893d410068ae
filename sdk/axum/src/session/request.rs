//! Properties of requests and responses.

use http::header::{ACCEPT, CACHE_CONTROL, EXPIRES, PRAGMA, UPGRADE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
const PURPOSE: HeaderName = HeaderName::from_static("purpose");
/// Fields that caches prefer to `cache-control`.
const TARGETED: [HeaderName; 3] = [
    HeaderName::from_static("cdn-cache-control"),
    HeaderName::from_static("surrogate-control"),
    HeaderName::from_static("cloudflare-cdn-cache-control"),
];

/// Returns whether the browser shows the response as a page. Scripts get responses themselves.
pub(crate) fn is_navigation(headers: &HeaderMap) -> bool {
    match headers.get(MODE) {
        Some(mode) => mode == "navigate",
        None => headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.to_ascii_lowercase().contains("text/html")),
    }
}

/// Returns whether the browser only prepares for a click that may never happen.
pub(crate) fn is_prefetch(headers: &HeaderMap) -> bool {
    [SEC_PURPOSE, PURPOSE]
        .into_iter()
        .filter_map(|name| headers.get(name)?.to_str().ok())
        .any(|purpose| purpose.to_ascii_lowercase().starts_with("prefetch"))
}

/// Returns whether the request opens a WebSocket or another connection of its own.
pub(super) fn is_upgrade(method: &Method, headers: &HeaderMap) -> bool {
    // Over HTTP/2, it is an extended `CONNECT` (RFC 8441).
    (*method == Method::GET && headers.contains_key(UPGRADE)) || *method == Method::CONNECT
}

/// Returns whether the request must not change anything (RFC 9110 §9.2.1).
pub(super) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// Returns whether the request has an access token, which takes precedence over the session.
pub(super) fn has_bearer(headers: &HeaderMap) -> bool {
    headers.get_all(header::AUTHORIZATION).iter().any(|value| {
        let value = value.as_bytes().trim_ascii_start();
        value.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer"))
    })
}

/// Forbids caches to store a response, whatever the handler said.
pub(crate) fn no_store(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for name in [EXPIRES, PRAGMA].iter().chain(&TARGETED) {
        headers.remove(name);
    }
}

/// Tells caches that a response depends on cookies.
pub(super) fn vary_by_cookie(headers: &mut HeaderMap) {
    let is_said =
        headers.get_all(VARY).iter().filter_map(|value| value.to_str().ok()).any(|value| {
            value
                .split(',')
                .any(|name| name.trim() == "*" || name.trim().eq_ignore_ascii_case("cookie"))
        });
    if !is_said {
        headers.append(VARY, HeaderValue::from_static("cookie"));
    }
}
