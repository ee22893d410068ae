//! Properties of requests and responses.

use http::header::{ACCEPT, CACHE_CONTROL, EXPIRES, PRAGMA, UPGRADE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");
/// The fields in which browsers announce that they load a page in advance.
const PURPOSES: [HeaderName; 4] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-purpose"),
    HeaderName::from_static("x-moz"),
];
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
        // Scripts of libraries, in browsers without `sec-fetch-mode`.
        None if headers.contains_key(REQUESTED_WITH) => false,
        None => headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.to_ascii_lowercase().contains("text/html")),
    }
}

/// Returns whether the browser only prepares for a click that may never happen.
pub(crate) fn is_prefetch(headers: &HeaderMap) -> bool {
    let values = PURPOSES.into_iter().flat_map(|name| headers.get_all(name));
    values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split([',', ';'])).any(
        |purpose| {
            let is = |it: &str| purpose.trim().eq_ignore_ascii_case(it);
            is("prefetch") || is("prerender") || is("preview")
        },
    )
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
