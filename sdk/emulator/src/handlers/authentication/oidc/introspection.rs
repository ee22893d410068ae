//! Introspection and revocation of tokens.
//!
//! # Assumptions
//!
//! - A token of another application is not active, and revoking it has no effect; both requests
//!   succeed with HTTP 200. Tokens of access keys that name no application belong to every
//!   application of the pool.
//! - Revoking a refresh token ends its session, and with it the access tokens of the session.

use genauth::authentication::{IsSuccessDto, TokenIntrospectResponse};

use crate::{
    call::{Call, Handlers, Response},
    clock::Timestamp,
    failure::Failure,
    handlers::authentication::browser::arguments::field,
    state::secret_hash::secret_hash,
    tokens::{AccessClaims, read_access_token},
};

pub(in crate::handlers) const HANDLERS: Handlers =
    &[("introspectToken", introspect_token), ("revokeToken", revoke_token)];

/// A valid token.
enum Known {
    Access(AccessClaims),
    Refresh { session_id: String, scope: String, expires: Timestamp },
}

fn token<'a>(call: &'a Call<'_>) -> Result<&'a str, Failure> {
    let missing = || Failure::oauth("invalid_request", "`token` is missing");
    field(call, "token").ok_or_else(missing)
}

fn known(call: &Call<'_>, token: &str) -> Result<Option<Known>, Failure> {
    let (state, now) = (&*call.state, call.now);
    let app_id = &call.application()?.id;
    if let Ok(claims) = read_access_token(&state.keys, token, now) {
        let is_machine = claims.sid.is_none();
        let is_own = claims.aud == *app_id || is_machine && claims.aud == state.pool.id;
        let has_session = claims.sid.as_deref().is_none_or(|id| state.sessions.get(id).is_some());
        let is_good = is_own && has_session && !state.sessions.is_revoked(&claims.jti);
        return Ok(is_good.then_some(Known::Access(claims)));
    }
    let refresh = state.sessions.refresh(&secret_hash(token), now);
    Ok(refresh.and_then(|refresh| {
        let session = state.sessions.get(&refresh.session_id)?;
        (session.app_id == *app_id).then(|| Known::Refresh {
            session_id: session.id.clone(),
            scope: refresh.scope.clone(),
            expires: refresh.expires,
        })
    }))
}

fn introspect_token(call: &mut Call<'_>) -> Result<Response, Failure> {
    let known = known(call, token(call)?)?;
    let strict = &call.raw_body()["strict"];
    let is_strict = *strict == true || strict == "true" || strict == "1";
    let may = |user_id: &str| !is_strict || call.state.may_sign_in(user_id);
    let inactive = TokenIntrospectResponse::new(false);
    let active = match known {
        None => inactive,
        Some(Known::Access(claims)) if claims.sid.is_some() && !may(&claims.sub) => inactive,
        Some(Known::Access(claims)) => {
            let is_of_pool = claims.aud == call.state.pool.id;
            let client_id = if is_of_pool { claims.sub.clone() } else { claims.aud };
            TokenIntrospectResponse::new(true)
                .sub(claims.sub)
                .client_id(client_id)
                .exp(claims.exp)
                .iat(claims.iat)
                .iss(claims.iss)
                .jti(claims.jti)
                .scope(claims.scope)
                .token_type("Bearer")
        }
        Some(Known::Refresh { session_id, scope, expires }) => {
            let session = call.state.sessions.get(&session_id);
            match session.filter(|session| may(&session.user_id)) {
                None => inactive,
                Some(session) => TokenIntrospectResponse::new(true)
                    .sub(session.user_id.clone())
                    .client_id(session.app_id.clone())
                    .exp(expires.seconds())
                    .iss(format!("{}/oidc", call.host))
                    .scope(scope),
            }
        }
    };
    Response::data(&active)
}

fn revoke_token(call: &mut Call<'_>) -> Result<Response, Failure> {
    match known(call, token(call)?)? {
        None => {}
        Some(Known::Access(claims)) => {
            let expires = Timestamp(claims.exp.saturating_mul(1_000));
            call.state.sessions.revoke(&claims.jti, expires, call.now);
        }
        Some(Known::Refresh { session_id, .. }) => {
            call.state.sessions.end(&session_id);
        }
    }
    Response::data(&IsSuccessDto::new(true))
}
