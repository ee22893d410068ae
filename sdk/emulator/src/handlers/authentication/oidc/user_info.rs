//! User claims for an access token.
//!
//! # Assumptions
//!
//! - `/oidc/me` requires a token with the scope `openid`; `/oauth/me` does not.
//! - Roles are listed by their codes.

use super::scopes::has;
use crate::{
    call::{Call, Handlers, Response, SignedIn},
    failure::Failure,
    handlers::authentication::browser::arguments::{is_plain_oauth, param},
    tokens::user_claims,
};

pub(in crate::handlers) const HANDLERS: Handlers =
    &[("oidcUserInfoGet", user_info), ("oidcUserInfoPost", user_info)];

fn user_info(call: &mut Call<'_>) -> Result<Response, Failure> {
    let SignedIn { user_id, scope, .. } = token_owner(call)?;
    if !is_plain_oauth(call) && !has(&scope, "openid") {
        let message = "the access token was granted without `openid`";
        return Err(Failure { http_status: 403, ..Failure::oauth("insufficient_scope", message) });
    }
    let user =
        call.state.users.get(&user_id).ok_or_else(|| invalid_token("the user was deleted"))?;
    let mut claims = user_claims(call.state, user, &scope, call.now);
    claims.insert("sub".to_owned(), user_id.into());
    Response::data(&claims)
}

fn invalid_token(message: &str) -> Failure {
    Failure { http_status: 401, ..Failure::oauth("invalid_token", message) }
}

/// Returns the owner of the token in the header or the parameter.
fn token_owner(call: &Call<'_>) -> Result<SignedIn, Failure> {
    match (call.authorization, param(call, "access_token")) {
        (Some(_), Some(_)) => {
            let message = "send the access token in the header or as a parameter, not both";
            Err(Failure::oauth("invalid_request", message))
        }
        (Some(_), None) => {
            let user = call.context.user.clone();
            user.ok_or_else(|| invalid_token("the access token is invalid or has expired"))
        }
        (None, Some(token)) => {
            let app_id = call.context.app_id.as_deref();
            SignedIn::from_token(call.state, token, app_id, call.now)
                .map_err(|failure| invalid_token(&failure.message))
        }
        (None, None) => Err(invalid_token("the access token is missing")),
    }
}
