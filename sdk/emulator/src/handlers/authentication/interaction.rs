//! Sign-in pages of all protocols: name and password, a second factor, and consent if it is required.
//!
//! # Assumptions
//!
//! - The page posts a form with `account` and `password`; `username`, `email` and `phone` are
//!   accepted as well, and so is JSON in place of a form.
//! - After a wrong password the page is shown again, with HTTP 200.
//! - `/end` continues after a sign-in; `/login` continues by itself. The form of a second factor is
//!   posted to `/mfa`, only by the browser in which the password was entered.
//! - `tenant_id` is optional.
//! - SAML and CAS use the same pages, at the paths of OpenID Connect.

use super::{
    browser::{
        arguments::{field, param},
        cookie, pages, password,
        second_factor::{self, Progress},
    },
    cas, oidc, saml,
    signin::attempt,
};
use crate::{
    call::{Call, Handlers, Response},
    clock::Timestamp,
    failure::Failure,
    state::{
        interaction::{Interaction, SignInRequest},
        second_factor::{Method, PendingSignIn, Step},
        secret_hash::secret_hash,
        user::SignIn,
    },
    wire::HttpResponse,
};

pub(in crate::handlers) const HANDLERS: Handlers = &[
    ("frontChannelAuth", front_channel_auth),
    ("auth", log_in),
    ("finishLogin", finish_login),
    ("handleConfirmAuth", confirm),
    ("handleAbortAuth", abort),
];

fn front_channel_auth(call: &mut Call<'_>) -> Result<Response, Failure> {
    match call.path.strip_prefix("/interaction/oidc/") {
        Some(key) => shown(call, key.trim_end_matches('/')).map(Response::Http),
        None => oidc::authorize::authorize(call),
    }
}

/// Returns the page for the current step of a sign-in.
fn shown(call: &Call<'_>, key: &str) -> Result<HttpResponse, Failure> {
    let waiting = waiting(call, key)?;
    let request = &waiting.request;
    if let Some(pending) = pending(call, waiting) {
        return Ok(second_factor::page(call, key, request.app_id(), pending, None));
    }
    let app = app_name(call, request.app_id());
    let user = waiting
        .browser_user
        .as_ref()
        .and_then(|browser_user| call.state.users.get(&browser_user.user_id));
    let (Some(user), Some(scope)) = (user, request.consent()) else {
        let hint = request.login_hint().unwrap_or_default();
        return Ok(pages::login(key, app, hint, None));
    };
    let it = &user.profile;
    let names = [&it.name, &it.username, &it.email, &it.phone];
    let name = names.into_iter().flatten().next().unwrap_or(&it.user_id);
    Ok(pages::consent(key, app, name, scope))
}

/// Returns the sign-in that waits for a second factor, to the browser that began it.
fn pending<'a>(call: &Call<'_>, waiting: &'a Interaction) -> Option<&'a PendingSignIn> {
    waiting.pending.as_ref().filter(|pending| cookie::is_from(call, &pending.browser))
}

fn log_in(call: &mut Call<'_>) -> Result<Response, Failure> {
    let key = key(call)?;
    if call.path.trim_end_matches('/').ends_with("/mfa") {
        return verify_second_factor(call, &key);
    }
    let app_id = waiting(call, &key)?.request.app_id().to_owned();
    let fields = call.raw_body().clone();
    let (user_id, attempt) = match password::check(call, &fields, &app_id) {
        Ok(checked) => checked,
        Err(failure) if failure.status_code < 500 => {
            let names = ["account", "username", "email", "phone"];
            let account = names.into_iter().find_map(|name| field(call, name)).unwrap_or_default();
            let app = app_name(call, &app_id);
            return Ok(Response::Http(pages::login(&key, app, account, Some(&failure.message))));
        }
        Err(failure) => return Err(failure),
    };
    let cookie = call.state.ids.token(43);
    let mut pending = PendingSignIn {
        user_id,
        browser: secret_hash(&cookie),
        signed_in_at: None,
        second_factors: Vec::new(),
        attempt: Some(attempt),
        step: Step::Choose,
    };
    if call.state.is_sufficient(&app_id, &[]) {
        return complete(call, &key, pending, None).map(Response::Http);
    }
    let begun = second_factor::begin(call, &app_id, &mut pending);
    let response = next_page(call, &key, &app_id, pending, begun)?;
    Ok(Response::Http(cookie::set_pending(response, &cookie)))
}

/// Processes the form of a second factor.
fn verify_second_factor(call: &mut Call<'_>, key: &str) -> Result<Response, Failure> {
    let waiting = waiting(call, key)?;
    let app_id = waiting.request.app_id().to_owned();
    let mut pending = pending(call, waiting).cloned().ok_or_else(not_signed_in)?;
    if let Err(failure) = attempt::check(call.state, &pending.user_id, None) {
        call.state.oidc.set_pending(key, None);
        let app = app_name(call, &app_id);
        return Ok(Response::Http(pages::login(key, app, "", Some(&failure.message))));
    }
    let outcome = match second_factor::advance(call, &app_id, &mut pending) {
        Ok(Progress::Complete(method)) => {
            return complete(call, key, pending, method).map(Response::Http);
        }
        Ok(Progress::Continue) => Ok(()),
        Err(failure) => Err(failure),
    };
    next_page(call, key, &app_id, pending, outcome).map(Response::Http)
}

/// Redirects to the page of the next step, or shows it with the problem.
fn next_page(
    call: &mut Call<'_>,
    key: &str,
    app_id: &str,
    pending: PendingSignIn,
    outcome: Result<(), Failure>,
) -> Result<HttpResponse, Failure> {
    call.state.oidc.set_pending(key, Some(pending.clone()));
    match outcome {
        Ok(()) => Ok(to_page(call, key)),
        Err(failure) if failure.status_code < 500 => {
            Ok(second_factor::page(call, key, app_id, &pending, Some(&failure.message)))
        }
        Err(failure) => Err(failure),
    }
}

/// Signs the user in to the browser, and continues.
fn complete(
    call: &mut Call<'_>,
    key: &str,
    pending: PendingSignIn,
    method: Option<Method>,
) -> Result<HttpResponse, Failure> {
    let PendingSignIn { user_id, mut second_factors, .. } = pending;
    if let Some(method) = method.filter(|method| !second_factors.contains(method)) {
        second_factors.push(method);
    }
    if let (Some(_), Some(mut user)) = (method, call.state.users.get_mut(&user_id)) {
        user.profile.last_mfa_time = Some(call.now.text().into());
    }
    if let Some(attempt) = pending.attempt {
        call.state.record_sign_in(&user_id, SignIn { at: call.now, ..attempt });
    }
    let (at, before): (Timestamp, _) = match pending.signed_in_at {
        Some(at) => (at, Some(pending.browser)),
        None => (call.now, cookie::signed_in(call).map(|before| before.browser)),
    };
    // A new cookie prevents session fixation: an attacker cannot have planted it.
    let cookie = call.state.ids.token(43);
    let browser_user = call.state.oidc.sign_in(&cookie, &user_id, second_factors, at, call.now);
    if let Some(before) = before {
        call.state.leave_browser(&before, &browser_user);
    }
    let is_new = pending.signed_in_at.is_none();
    call.state.oidc.signed_in(key, browser_user, is_new);
    let response = cookie::set(continue_authorization(call, key)?, &cookie);
    Ok(cookie::clear_pending(call, response))
}

fn finish_login(call: &mut Call<'_>) -> Result<Response, Failure> {
    let key = key(call)?;
    confirmable(call, &key)?;
    continue_authorization(call, &key).map(Response::Http)
}

/// Redirects to the application, or to the consent page if consent is required.
fn continue_authorization(call: &mut Call<'_>, key: &str) -> Result<HttpResponse, Failure> {
    match waiting(call, key)?.request.consent().is_some() {
        true => Ok(to_page(call, key)),
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
        false => Err(not_signed_in()),
    }
}

fn not_signed_in() -> Failure {
    let message = "no user is signed in to this interaction in this browser";
    Failure { http_status: 403, ..Failure::forbidden(message) }
}

fn to_page(call: &Call<'_>, key: &str) -> HttpResponse {
    HttpResponse::redirect(&format!("{}{}", call.host, pages::address(key)))
}

fn grant(call: &mut Call<'_>, key: &str) -> Result<HttpResponse, Failure> {
    let Interaction { request, browser_user, is_new, .. } = waiting(call, key)?.clone();
    let browser_user = browser_user
        .ok_or_else(|| Failure::forbidden("no user is signed in to this interaction"))?;
    let response = match &request {
        SignInRequest::Oidc(request) => oidc::response::granted(call, request, &browser_user)?,
        SignInRequest::Saml(request) => saml::granted(call, request, &browser_user)?,
        SignInRequest::Cas(request) => cas::granted(call, request, &browser_user, is_new),
    };
    call.state.oidc.finish(key);
    Ok(response)
}

fn abort(call: &mut Call<'_>) -> Result<Response, Failure> {
    let key = key(call)?;
    let request = waiting(call, &key)?.request.clone();
    call.state.oidc.finish(&key);
    let response = match &request {
        SignInRequest::Oidc(request) => {
            let refusal = oidc::request::Refusal::new("access_denied", "the user denied access");
            oidc::response::refused(&request.destination, refusal)
        }
        SignInRequest::Saml(request) => saml::canceled(call, request)?,
        SignInRequest::Cas(_) => pages::canceled(),
    };
    Ok(Response::Http(cookie::clear_pending(call, response)))
}

fn key(call: &Call<'_>) -> Result<String, Failure> {
    let key = param(call, "interactionKey").ok_or_else(|| Failure::missing("interactionKey"))?;
    Ok(key.to_owned())
}

fn waiting<'a>(call: &'a Call<'_>, key: &str) -> Result<&'a Interaction, Failure> {
    let waiting = call.state.oidc.interaction(key, call.now);
    // The application may have been deleted in the meantime.
    let has_app = |it: &&Interaction| call.state.applications.get(it.request.app_id()).is_some();
    waiting.filter(has_app).ok_or_else(|| Failure {
        http_status: 404,
        ..Failure::new(404, "this sign-in has ended or expired; start again from the application")
    })
}

fn app_name<'a>(call: &'a Call<'_>, app_id: &'a str) -> &'a str {
    call.state.applications.get(app_id).map_or(app_id, |app| app.name.as_str())
}
