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
    arguments::param,
    cookie, interaction, pages,
    request::{self, Refusal},
    response, second_factor,
};
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::{
        oidc::{BrowserUser, Request},
        second_factor::{PendingSignIn, Step},
    },
    wire::HttpResponse,
};

pub(in crate::handlers) const HANDLERS: Handlers = &[("frontChannelAuth", front_channel_auth)];

fn front_channel_auth(call: &mut Call<'_>) -> Result<Response, Failure> {
    if let Some(key) = call.path.strip_prefix("/interaction/oidc/") {
        return interaction::shown(call, key.trim_end_matches('/')).map(Response::Http);
    }
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
        oldest.is_none_or(|most| call.now.seconds_since(browser_user.at) <= most)
    };
    let browser_user =
        cookie::signed_in(call).filter(|browser_user| !prompt.login && is_fresh(browser_user));
    let is_sufficient = |browser_user: &BrowserUser| {
        call.state.is_sufficient(&request.app_id, &browser_user.second_factors)
    };
    let response = match browser_user {
        Some(browser_user) if !is_sufficient(&browser_user) => {
            if prompt.none {
                let message = "the user must present a second factor, and `prompt=none` does not \
                    allow a page for it";
                return refuse(Refusal::new("interaction_required", message));
            }
            ask_for_second_factor(call, request, browser_user)?
        }
        Some(browser_user) if !request.consent => response::granted(call, &request, &browser_user)?,
        None if prompt.none => {
            let message = "no user is signed in, and `prompt=none` does not allow a sign-in page";
            return refuse(Refusal::new("login_required", message));
        }
        browser_user => {
            let key = call.state.ids.token(32);
            call.state.oidc.wait(&key, request, browser_user, call.now);
            HttpResponse::redirect(&format!("{}{}", call.host, pages::address(&key)))
        }
    };
    Ok(Response::Http(response))
}

/// Redirects a signed-in user to the page of the second factor.
fn ask_for_second_factor(
    call: &mut Call<'_>,
    request: Request,
    browser_user: BrowserUser,
) -> Result<HttpResponse, Failure> {
    let mut pending = PendingSignIn {
        user_id: browser_user.user_id,
        browser: browser_user.browser,
        signed_in_at: Some(browser_user.at),
        second_factors: browser_user.second_factors,
        attempt: None,
        step: Step::Choose,
    };
    match second_factor::begin(call, &request.app_id, &mut pending) {
        Err(failure) if failure.status_code >= 500 => return Err(failure),
        // The page offers to send another code.
        Ok(()) | Err(_) => {}
    }
    let key = call.state.ids.token(32);
    call.state.oidc.wait(&key, request, None, call.now);
    call.state.oidc.set_pending(&key, Some(pending));
    Ok(HttpResponse::redirect(&format!("{}{}", call.host, pages::address(&key))))
}
