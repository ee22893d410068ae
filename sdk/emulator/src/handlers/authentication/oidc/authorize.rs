//! Authorization endpoint.
//!
//! # Assumptions
//!
//! - A refresh token requires the scope `offline_access`, and no `prompt=consent`.
//! - An application without registered addresses may redirect a browser to any `https` address and
//!   to loopback; otherwise the address must match a registered one exactly. Schemes of native
//!   applications contain a dot (RFC 8252) and must be registered; browser schemes, such as
//!   `javascript`, `blob` and `file`, are always refused.
//! - `state` is optional, as in the standard.
//! - Unknown scopes are omitted from the grant; those with a colon are kept.
//! - `prompt=select_account` requests a sign-in. Only `prompt=consent` requests consent.
//! - A browser stays signed in for 14 days, and a sign-in page is valid for an hour.
//! - A new password, and being kicked out of any application, signs a user out of every browser.
//! - `web_message` posts `{type: "authorization_response", response: {…}}` to the opener.
//! - `tenant_id`, `login_page_context`, `ext_idp_conn_id` and `deviceId` are accepted and ignored.

use super::{
    request::{self, Refusal},
    response,
};
use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::authentication::browser::{
        arguments::param,
        start::{self, Known},
    },
    state::{browser_user::BrowserUser, interaction::SignInRequest},
};

/// Responds to an authorization request.
///
/// # Errors
///
/// Returns an error, shown on a page, if the response has no valid destination.
pub(in crate::handlers::authentication) fn authorize(
    call: &mut Call<'_>,
) -> Result<Response, Failure> {
    let (app_id, destination) = request::destination(call)?;
    let app = call.state.applications.get(&app_id);
    let app = app.ok_or_else(|| Failure::not_found("application"))?;
    let refuse = |refusal| Ok(Response::Http(response::refused(&destination, refusal)));
    let (request, prompt) = match request::read(call, app, &destination) {
        Ok(read) => read,
        Err(refusal) => return refuse(refusal),
    };
    let oldest = match param(call, "max_age").map(str::parse::<i64>) {
        None => None,
        Some(Ok(seconds)) if seconds >= 0 => Some(seconds),
        Some(_) => {
            let message = "`max_age` must be a number of seconds";
            return refuse(Refusal::new("invalid_request", message));
        }
    };
    let is_fresh = |browser_user: &BrowserUser| {
        !prompt.login && oldest.is_none_or(|most| call.now.seconds_since(browser_user.at) <= most)
    };
    let response = match start::known(call, &app_id, is_fresh) {
        Known::FirstFactor(_) if prompt.none => {
            let message = "the user must present a second factor, and `prompt=none` does not \
                allow a page for it";
            return refuse(Refusal::new("interaction_required", message));
        }
        Known::NoUser if prompt.none => {
            let message = "no user is signed in, and `prompt=none` does not allow a sign-in page";
            return refuse(Refusal::new("login_required", message));
        }
        Known::Sufficient(browser_user) if !request.consent => {
            response::granted(call, &request, &browser_user)?
        }
        known => start::ask(call, SignInRequest::Oidc(request), known)?,
    };
    Ok(Response::Http(response))
}
