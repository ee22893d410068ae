//! Extractors of axum: the user of a request and the claims of its token.

use std::ops::Deref;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use genauth::oidc::AccessTokenClaims;
use http::request::Parts;

use crate::guard::Access;
use crate::problem::Rejection;
use crate::user::CurrentUser;

impl<S: Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        Access::required(&parts.extensions).cloned()
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for CurrentUser {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Rejection> {
        Access::user(&parts.extensions).map(|user| user.cloned())
    }
}

/// Extractor of the claims of the access token.
///
/// The user of a session has none; use [`CurrentUser`] where both are accepted.
///
/// ```
/// use genauth_axum::Claims;
///
/// async fn tenant(claims: Claims) -> String {
///     let tenant = claims.extra.get("tenant_id").and_then(|it| it.as_str());
///     tenant.unwrap_or("none").to_owned()
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Claims(pub AccessTokenClaims);

impl Deref for Claims {
    type Target = AccessTokenClaims;

    fn deref(&self) -> &AccessTokenClaims {
        &self.0
    }
}

impl Claims {
    fn of(user: &CurrentUser) -> Option<Self> {
        user.claims().cloned().map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for Claims {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        let claims = Access::required(&parts.extensions).map(Self::of)?;
        let missing = || Access::in_realm(&parts.extensions, Rejection::missing_credentials());
        claims.ok_or_else(missing)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Claims {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Rejection> {
        Ok(Access::user(&parts.extensions)?.and_then(Self::of))
    }
}
