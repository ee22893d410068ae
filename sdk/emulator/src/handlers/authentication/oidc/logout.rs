//! Sign-out in a browser.
//!
//! # Assumptions
//!
//! - A sign-out ends every session that began in the browser, and the session of `id_token_hint`.
//!   An expired ID token is accepted as a hint.
//! - `/login/profile/logout` accepts `redirect_uri` without a hint; at least one application must
//!   allow the address.

use serde_json::Value;

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::authentication::browser::{
        address::with_query,
        arguments::param,
        cookie, pages,
        sign_out::{check_return, end_sessions},
    },
    tokens::read_id_token,
    wire::HttpResponse,
};

pub(in crate::handlers) const HANDLERS: Handlers = &[("frontChannelLogout", front_channel_logout)];

fn front_channel_logout(call: &mut Call<'_>) -> Result<Response, Failure> {
    let invalid = |message: String| Failure::oauth("invalid_request", message);
    let hint = match param(call, "id_token_hint") {
        None => None,
        Some(token) => Some(read_id_token(call.state, token, None).map_err(|_| {
            invalid("`id_token_hint` is not an ID token issued by this server".into())
        })?),
    };
    let claim = |name: &str| {
        let claim = hint.as_ref().and_then(|hint| hint.get(name));
        claim.and_then(Value::as_str).map(str::to_owned)
    };
    let is_old = call.path.starts_with("/login/");
    let name = if is_old { "redirect_uri" } else { "post_logout_redirect_uri" };
    let location = match param(call, name) {
        None => None,
        Some(_) if hint.is_none() && !is_old => {
            return Err(invalid(format!("`{name}` requires `id_token_hint`")));
        }
        Some(address) => {
            let app_id = claim("aud");
            check_return(call, app_id.as_deref(), name, address).map_err(invalid)?;
            let oauth_state = param(call, "state").map(|value| ("state", value.to_owned()));
            Some(with_query(address, oauth_state.as_slice()))
        }
    };
    end_sessions(call);
    if let Some(session_id) = claim("sid") {
        let browser = call
            .state
            .sessions
            .origin(&session_id)
            .map(|browser_user| browser_user.browser.clone());
        if let Some(browser) = browser {
            call.state.sign_out_browser(&browser);
        }
        call.state.sessions.end(&session_id);
    }
    let response = match location {
        Some(location) => HttpResponse::redirect(&location),
        None => pages::signed_out(),
    };
    Ok(Response::Http(cookie::clear(response)))
}
