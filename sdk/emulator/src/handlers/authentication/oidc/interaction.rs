//! Interactive sign-in for an authorization: by name and password, optionally with consent.
//!
//! # Assumptions
//!
//! - The page posts a form with `account` and `password`; `username`, `email` and `phone` are
//!   accepted as well, and so is JSON in place of a form.
//! - After a wrong password the page is shown again, with HTTP 200.
//! - `/end` continues after a sign-in; `/login` continues by itself.
//! - `tenant_id` is optional.

use super::{
    arguments::{field, param},
    cookie, pages, password,
    request::Refusal,
    response,
};
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::oidc::Interaction,
    wire::HttpResponse,
};

pub(in crate::handlers) const HANDLERS: Handlers = &[
    ("auth", log_in),
    ("finishLogin", finish_login),
    ("handleConfirmAuth", confirm),
    ("handleAbortAuth", abort),
];

/// Returns the page for the current step of a sign-in.
pub(super) fn shown(call: &Call<'_>, key: &str) -> Result<HttpResponse, Failure> {
    let waiting = waiting(call, key)?;
    let request = &waiting.request;
    let app = app_name(call, &request.app_id);
    let user = waiting
        .browser_user
        .as_ref()
        .and_then(|browser_user| call.state.users.get(&browser_user.user_id));
    let Some(user) = user else {
        let hint = request.login_hint.as_deref().unwrap_or_default();
        return Ok(pages::login(key, app, hint, None));
    };
    let it = &user.profile;
    let names = [&it.name, &it.username, &it.email, &it.phone];
    let name = names.into_iter().flatten().next().unwrap_or(&it.user_id);
    Ok(pages::consent(key, app, name, &request.scope))
}

fn log_in(call: &mut Call<'_>) -> Result<Response, Failure> {
    let key = key(call)?;
    let request = waiting(call, &key)?.request.clone();
    let fields = call.raw_body().clone();
    let user_id = match password::sign_in(call, &fields, &request.app_id) {
        Ok(user_id) => user_id,
        Err(failure) if failure.status_code < 500 => {
            let names = ["account", "username", "email", "phone"];
            let account = names.into_iter().find_map(|name| field(call, name)).unwrap_or_default();
            let app = app_name(call, &request.app_id);
            return Ok(Response::Http(pages::login(&key, app, account, Some(&failure.message))));
        }
        Err(failure) => return Err(failure),
    };
    // A new cookie prevents session fixation: an attacker cannot have planted it.
    let before = cookie::signed_in(call);
    let cookie = call.state.ids.token(43);
    let browser_user = call.state.oidc.sign_in(&cookie, &user_id, call.now);
    if let Some(before) = before {
        call.state.leave_browser(&before.browser, &browser_user);
    }
    call.state.oidc.signed_in(&key, browser_user);
    let response = continue_authorization(call, &key)?;
    Ok(Response::Http(cookie::set(response, &cookie)))
}

fn finish_login(call: &mut Call<'_>) -> Result<Response, Failure> {
    let key = key(call)?;
    confirmable(call, &key)?;
    continue_authorization(call, &key).map(Response::Http)
}

/// Redirects to the application, or to the consent page if consent is required.
fn continue_authorization(call: &mut Call<'_>, key: &str) -> Result<HttpResponse, Failure> {
    match waiting(call, key)?.request.consent {
        true => Ok(HttpResponse::redirect(&format!("{}{}", call.host, pages::address(key)))),
        false => grant(call, key),
    }
}

fn confirm(call: &mut Call<'_>) -> Result<Response, Failure> {
    let key = key(call)?;
    confirmable(call, &key)?;
    grant(call, &key).map(Response::Http)
}

/// Checks that the calling browser is the one in which the user signed in.
fn confirmable(call: &Call<'_>, key: &str) -> Result<(), Failure> {
    let signed_in = waiting(call, key)?.browser_user.as_ref();
    match signed_in.is_some_and(|user| cookie::signed_in(call).as_ref() == Some(user)) {
        true => Ok(()),
        false => Err(Failure {
            http_status: 403,
            ..Failure::forbidden("no user is signed in to this interaction in this browser")
        }),
    }
}

fn grant(call: &mut Call<'_>, key: &str) -> Result<HttpResponse, Failure> {
    let Interaction { request, browser_user, .. } = waiting(call, key)?.clone();
    let browser_user = browser_user
        .ok_or_else(|| Failure::forbidden("no user is signed in to this interaction"))?;
    let response = response::granted(call, &request, &browser_user)?;
    call.state.oidc.finish(key);
    Ok(response)
}

fn abort(call: &mut Call<'_>) -> Result<Response, Failure> {
    let key = key(call)?;
    let destination = waiting(call, &key)?.request.destination.clone();
    call.state.oidc.finish(&key);
    let refusal = Refusal::new("access_denied", "the user denied access");
    Ok(Response::Http(response::refused(&destination, refusal)))
}

fn key(call: &Call<'_>) -> Result<String, Failure> {
    let key = param(call, "interactionKey").ok_or_else(|| Failure::missing("interactionKey"))?;
    Ok(key.to_owned())
}

fn waiting<'a>(call: &'a Call<'_>, key: &str) -> Result<&'a Interaction, Failure> {
    call.state.oidc.interaction(key, call.now).ok_or_else(|| Failure {
        http_status: 404,
        ..Failure::new(404, "this sign-in has ended or expired; start again from the application")
    })
}

fn app_name<'a>(call: &'a Call<'_>, app_id: &'a str) -> &'a str {
    call.state.applications.get(app_id).map_or(app_id, |app| app.name.as_str())
}
