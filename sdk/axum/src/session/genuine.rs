//! [`check`]: whether a request comes from a page of the application.

use axum::body::{Body, to_bytes};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use url::form_urlencoded;

use super::request::{has_bearer, is_safe, is_upgrade};
use crate::csrf::{CsrfSecret, FIELD, HEADER};
use crate::origin::{PublicUrl, Source};

/// The longest form that is searched for a token, the limit of axum for forms.
const MAX_FORM: usize = 2 * 1_024 * 1_024;

/// The outcome of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Genuine {
    Yes,
    /// The request may have been forged. With an explanation for its sender.
    No(&'static str),
}

const FOREIGN: &str =
    "The request comes from a page of another origin than that of the application.";
const MISSING: &str =
    "The request has no CSRF token; send the form field `csrf_token` or the header `x-csrf-token`.";
const WRONG: &str = "The CSRF token is not that of the session; reload the page and try again.";

/// Returns whether a request comes from a page of the application, as far as it matters: it may
/// change something, or opens a connection that can.
///
/// A form is read for its token, and put back.
pub(super) async fn check(
    parts: &Parts,
    body: Body,
    public: &PublicUrl,
    secret: Option<&CsrfSecret>,
) -> Result<(Genuine, Body), StatusCode> {
    let headers = &parts.headers;
    if is_upgrade(&parts.method, headers) {
        // Scripts of other origins can open WebSockets with cookies, and browsers always name the
        // origin (RFC 6455 §10.2).
        let is_own = public.is_own_origin(headers);
        return Ok((if is_own { Genuine::Yes } else { Genuine::No(FOREIGN) }, body));
    }
    if is_safe(&parts.method) {
        return Ok((Genuine::Yes, body));
    }
    if public.source_of(headers) == Source::Foreign {
        return Ok((Genuine::No(FOREIGN), body));
    }
    let Some(secret) = secret else { return Ok((Genuine::No(MISSING), body)) };
    let verdict = |token: Option<&str>| match token {
        None => Genuine::No(MISSING),
        Some(token) if secret.matches(token) => Genuine::Yes,
        Some(_) => Genuine::No(WRONG),
    };
    if let Some(token) = headers.get(HEADER) {
        return Ok((verdict(Some(token.to_str().unwrap_or_default())), body));
    }
    // A form of a client with an access token is not read, since it needs no token.
    if !is_form(headers) || has_bearer(headers) {
        return Ok((Genuine::No(MISSING), body));
    }
    let form = to_bytes(body, MAX_FORM).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let mut tokens = form_urlencoded::parse(&form).filter(|(name, _)| name == FIELD);
    let genuine = verdict(tokens.next().as_ref().map(|(_, token)| &**token));
    Ok((genuine, Body::from(form.clone())))
}

fn is_form(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| {
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}
