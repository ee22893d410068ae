//! Tokens for a code, a refresh token, a password, or client credentials.
//!
//! # Assumptions
//!
//! - `redirect_uri` is required only with a code, although it is documented as always required.
//! - Only success consumes a code; reusing a code ends the session that began with it.
//! - Reusing a replaced refresh token ends its session.
//! - The default scope of a password grant is `openid profile`.
//! - Machines can request any scope except `openid` and `offline_access`; the scope is required.
//!   The `sub` of their tokens is the client. Tokens of access keys are valid for two hours, and
//!   belong to the application that the request names, or else to the user pool.
//! - `http://authing.cn/oidc/grant_type/authing_token` is rejected with `unsupported_grant_type`.

use serde_json::json;

use super::{
    pkce,
    scopes::{grantable, has},
};
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::authentication::{
        browser::{arguments::field, password},
        signin::attempt,
    },
    state::application::ClientAuth,
    tokens::{
        AccessClaims, Grant, MANAGEMENT_SECONDS, TokenSet, begin, issue, issue_for, machine_token,
        refresh_tokens,
    },
    wire::HttpResponse,
};

pub(in crate::handlers) const HANDLERS: Handlers = &[("exchangeToken", exchange_token)];

fn exchange_token(call: &mut Call<'_>) -> Result<Response, Failure> {
    match field(call, "grant_type") {
        Some("authorization_code") => by_code(call),
        Some("refresh_token") => by_refresh_token(call),
        Some("client_credentials") => by_client_credentials(call),
        Some("password") => by_password(call),
        Some(_) => {
            let message = "unsupported `grant_type`";
            Err(Failure::oauth("unsupported_grant_type", message))
        }
        None => Err(missing("grant_type")),
    }
}

fn missing(name: &str) -> Failure {
    Failure::oauth("invalid_request", format!("`{name}` is missing"))
}

fn required(call: &Call<'_>, name: &str) -> Result<String, Failure> {
    field(call, name).map(str::to_owned).ok_or_else(|| missing(name))
}

fn invalid_grant(message: &str) -> Failure {
    Failure::oauth("invalid_grant", message)
}

fn by_code(call: &mut Call<'_>) -> Result<Response, Failure> {
    let app_id = call.application()?.id.clone();
    let code = required(call, "code")?;
    let redirect_uri = required(call, "redirect_uri")?;
    let unusable = || invalid_grant("the code is invalid, was used, or has expired");
    let given = call.state.oidc.code(&code).cloned().ok_or_else(unusable)?;
    let request = &given.request;
    if request.app_id != app_id {
        return Err(unusable());
    }
    if given.used {
        // Two parties have the code, and one of them is not authorized.
        if let Some(session_id) = &given.session_id {
            call.state.sessions.end(session_id);
        }
        return Err(unusable());
    }
    if !given.is_good(call.now) || !call.state.may_sign_in(&given.browser_user.user_id) {
        return Err(unusable());
    }
    if request.destination.redirect_uri != redirect_uri {
        return Err(invalid_grant("`redirect_uri` differs from that of the authorization request"));
    }
    pkce::verify(request.challenge.as_ref(), field(call, "code_verifier"))
        .map_err(invalid_grant)?;
    let grant = Grant {
        user_id: &given.browser_user.user_id,
        app_id: &app_id,
        scope: &request.scope,
        nonce: request.nonce.as_deref(),
        with_refresh: has(&request.scope, "offline_access"),
        ip: &call.context.ip,
        user_agent: &call.context.user_agent,
        host: call.host,
    };
    let (state, now) = (&mut *call.state, call.now);
    let session_id = match &given.session_id {
        // A session that began together with the code may have ended since.
        Some(began) => state.sessions.get(began).map(|it| it.id.clone()).ok_or_else(unusable)?,
        None => begin(state, &grant, now)?,
    };
    state.sessions.began(&session_id, given.browser_user.clone());
    let tokens = issue_for(state, &session_id, &grant, now)?;
    state.oidc.use_code(&code, &session_id);
    Ok(response(tokens))
}

fn by_refresh_token(call: &mut Call<'_>) -> Result<Response, Failure> {
    let app_id = call.application()?.id.clone();
    let refresh_token = required(call, "refresh_token")?;
    let scope = field(call, "scope").map(str::to_owned);
    let scope = scope.as_deref();
    refresh_tokens(call.state, &app_id, &refresh_token, scope, call.host, call.now).map(response)
}

fn by_password(call: &mut Call<'_>) -> Result<Response, Failure> {
    let app_id = call.application()?.id.clone();
    let scope = grantable(field(call, "scope").unwrap_or("openid profile"));
    if scope.is_empty() {
        let message = "`scope` has no scope that can be granted";
        return Err(Failure::oauth("invalid_scope", message));
    }
    let fields = call.raw_body().clone();
    let signed_in = password::check(call, &fields, &app_id).and_then(|(user_id, attempt)| {
        attempt::check_single_factor(call, &user_id, &app_id)?;
        Ok((user_id, attempt))
    });
    let (user_id, attempt) = signed_in.map_err(|failure| {
        let is_wrong = failure.status_code == 403;
        let error = if is_wrong { "invalid_grant" } else { "invalid_request" };
        Failure::oauth(error, failure.message)
    })?;
    call.state.record_sign_in(&user_id, attempt);
    let grant = Grant {
        user_id: &user_id,
        app_id: &app_id,
        scope: &scope,
        nonce: None,
        with_refresh: has(&scope, "offline_access"),
        ip: &call.context.ip,
        user_agent: &call.context.user_agent,
        host: call.host,
    };
    issue(call.state, &grant, call.now).map(response)
}

fn by_client_credentials(call: &mut Call<'_>) -> Result<Response, Failure> {
    let scope = required(call, "scope")?;
    let mut parts: Vec<&str> = scope.split_ascii_whitespace().collect();
    parts.dedup();
    if parts.is_empty()
        || ["openid", "offline_access"].iter().any(|of_user| parts.contains(of_user))
    {
        let message = "client credentials grant neither `openid` nor `offline_access`";
        return Err(Failure::oauth("invalid_scope", message));
    }
    let (sub, aud, seconds) = match &call.context.access_key {
        Some(key) => {
            let aud = call.context.app_id.as_ref().unwrap_or(&call.state.pool.id);
            (key.clone(), aud.clone(), MANAGEMENT_SECONDS)
        }
        None => {
            let app = call.application()?;
            if app.client_auth == ClientAuth::None {
                let message = "an application without a secret cannot use client credentials";
                return Err(Failure::oauth("unauthorized_client", message));
            }
            (app.id.clone(), app.id.clone(), app.access_token_seconds)
        }
    };
    let claims = AccessClaims {
        jti: call.state.ids.token(21),
        sub,
        aud,
        iss: format!("{}/oidc", call.host),
        iat: call.now.seconds(),
        exp: call.now.seconds() + seconds,
        scope: parts.join(" "),
        sid: None,
    };
    let body = json!({
        "access_token": machine_token(&call.state.keys, &claims)?,
        "token_type": "Bearer",
        "expires_in": seconds,
        "scope": claims.scope,
    });
    Ok(Response::Http(never_stored(HttpResponse::json(200, &body))))
}

/// Returns the response of the standard; the documented one has `expire_in`.
fn response(tokens: TokenSet) -> Response {
    let mut body = json!({
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
        "scope": tokens.scope,
    });
    if let Some(id_token) = tokens.id_token {
        body["id_token"] = id_token.into();
    }
    if let Some(refresh_token) = tokens.refresh_token {
        body["refresh_token"] = refresh_token.into();
    }
    Response::Http(never_stored(HttpResponse::json(200, &body)))
}

fn never_stored(response: HttpResponse) -> HttpResponse {
    response.header("cache-control", "no-store").header("pragma", "no-cache")
}
