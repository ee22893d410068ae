//! Refreshing a token set.

use super::jwt::unverified_claims;
use super::settings::Settings;
use super::token::{Grant, TokenSet, request_tokens};
use super::verifier::{IdTokenChecks, Previous};
use crate::clock::time_of;
use crate::data::Secret;
use crate::error::{Error, OidcError, OidcErrorKind as Kind};

/// Requests new tokens by the refresh token of a set.
pub(super) async fn refresh(settings: &Settings, tokens: &TokenSet) -> Result<TokenSet, Error> {
    let refresh_token = tokens.refresh_token.clone().ok_or_else(|| {
        OidcError::new(
            Kind::SessionEnded,
            "there is no refresh token; request the scope `offline_access`, or sign the user in again",
        )
    })?;
    let previous = tokens.id_token.as_ref().and_then(previous).map(Box::new);
    let checks = IdTokenChecks { previous, ..IdTokenChecks::default() };
    let grant = Grant::refresh_token(refresh_token);
    Ok(request_tokens(settings, &grant, checks, Some(tokens)).await?.tokens)
}

/// Returns the claims of an ID token that was verified when it was issued.
fn previous(id_token: &Secret) -> Option<Previous> {
    let mut claims = unverified_claims(id_token.expose())?;
    Some(Previous {
        subject: claims.take_text("sub").ok()??,
        audience: claims.take_audience().ok()??,
        authorized_party: claims.take_text("azp").ok()?,
        auth_time: claims.take_time("auth_time").ok()?.and_then(time_of),
    })
}
