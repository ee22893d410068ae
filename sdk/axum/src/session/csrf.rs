//! [`Csrf`]: the extractor of CSRF tokens.

use std::fmt;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::web::WebSession;
use crate::problem::Rejection;

/// Extractor of a token for forms and scripts of the application's own pages.
///
/// A request that may change something (any method but `GET`, `HEAD`, `OPTIONS` and `TRACE`) and has
/// a session must have this token: in the form field `csrf_token`, or in the header `x-csrf-token`.
/// Other sites can let the browser send such a request, but cannot read the token. In addition, the
/// headers `sec-fetch-site` and `origin`, if present, must name the application itself.
///
/// Without it, the request has no user: routes with [`require_user`](crate::GenAuth::require_user)
/// respond with 403. Requests with an access token need none. The token of a form is found in the
/// content type `application/x-www-form-urlencoded`; with another one, such as
/// `multipart/form-data` or JSON, send the header.
///
/// ```
/// use axum::response::Html;
/// use genauth_axum::Csrf;
///
/// async fn form(csrf: Csrf) -> Html<String> {
///     Html(format!(
///         r#"<form method="post"><input type="hidden" name="csrf_token" value="{}">…</form>"#,
///         csrf.token(),
///     ))
/// }
/// ```
///
/// The routes must be inside of [`GenAuth::layer`](crate::GenAuth::layer). A visitor without a
/// session gets one.
#[derive(Clone)]
pub struct Csrf(String);

impl Csrf {
    /// The name of the form field.
    pub const FIELD: &str = crate::csrf::FIELD;

    /// The name of the header.
    pub const HEADER: &str = crate::csrf::HEADER;

    /// Returns the token: letters, digits, `-` and `_`. Tokens of a session differ, and all of them
    /// are valid as long as it.
    pub fn token(&self) -> &str {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Csrf {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        WebSession::of(parts)?.csrf_token().await.map(Self)
    }
}

/// Hides the token.
impl fmt::Debug for Csrf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Csrf(<hidden>)")
    }
}
