//! Sign-in, and issue of tickets.

use super::profile;
use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::authentication::browser::{
        address::{check_address, with_query},
        application::application,
        arguments::param,
        pages,
        start::{self, Known},
    },
    state::{
        browser_user::BrowserUser,
        cas::{Request, Session, Ticket},
        interaction::SignInRequest,
    },
    wire::HttpResponse,
};

pub(super) fn log_in(call: &mut Call<'_>) -> Result<Response, Failure> {
    let app = application(call)?;
    let service = param(call, "service");
    if let Some(service) = service {
        check_address(service, &app.redirect_uris)
            .map_err(|problem| Failure::invalid(format!("`service` {problem}")))?;
    }
    let (renew, gateway) = (is_set(call, "renew"), is_set(call, "gateway"));
    if renew && gateway {
        return Err(Failure::invalid("`renew` and `gateway` exclude each other"));
    }
    let request = Request { app_id: app.id.clone(), service: service.map(str::to_owned) };
    let response = match (start::known(call, &request.app_id, |_| !renew), &request.service) {
        (Known::Sufficient(user), _) => granted(call, &request, &user, false),
        (_, Some(service)) if gateway => HttpResponse::redirect(&with_query(service, &[])),
        (known, _) => start::ask(call, SignInRequest::Cas(request), known)?,
    };
    Ok(Response::Http(response))
}

/// Returns whether a parameter is `true`.
pub(super) fn is_set(call: &Call<'_>, name: &str) -> bool {
    param(call, name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Redirects to the service with a ticket. `is_new` is `true` if the user entered a password for it.
pub(in crate::handlers::authentication) fn granted(
    call: &mut Call<'_>,
    request: &Request,
    browser_user: &BrowserUser,
    is_new: bool,
) -> HttpResponse {
    let Some(service) = &request.service else { return pages::signed_in() };
    let session = Session {
        user_id: browser_user.user_id.clone(),
        browser: browser_user.browser.clone(),
        service: service.clone(),
        name: profile::name(call.state, &request.app_id, &browser_user.user_id),
    };
    let text = format!("ST-{}", call.state.ids.token(43));
    let expires = call.now.plus_seconds(profile::ticket_seconds(call.state, &request.app_id));
    let ticket = Ticket::new(&request.app_id, session, browser_user, is_new, expires);
    call.state.cas.issue(&text, ticket, call.now);
    HttpResponse::redirect(&with_query(service, &[("ticket", text)]))
}
