//! Sign-out.

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::authentication::browser::{
        address::{check_address, with_query},
        application::application,
        arguments::param,
        cookie, pages,
    },
    wire::HttpResponse,
};

pub(super) fn log_out(call: &mut Call<'_>) -> Result<Response, Failure> {
    let is_of_app = call.context.app_id.is_some();
    let app_id = if is_of_app { Some(application(call)?.id.clone()) } else { None };
    let location = ["service", "url"].into_iter().find_map(|name| Some((name, param(call, name)?)));
    if let Some((name, address)) = location {
        let mut apps = call.state.applications.iter();
        let is_allowed = apps.any(|app| {
            app_id.as_ref().is_none_or(|app_id| app.id == *app_id)
                && check_address(address, &app.logout_redirect_uris).is_ok()
        });
        if !is_allowed {
            let problem = "is not a registered post-logout redirect URI of the application";
            return Err(Failure::invalid(format!("`{name}` {problem}")));
        }
    }
    let response = match location {
        Some((_, address)) => HttpResponse::redirect(&with_query(address, &[])),
        None => pages::signed_out(),
    };
    let here = cookie::value(call.cookies);
    if let Some(user) = here.and_then(|cookie| call.state.oidc.browser(cookie, call.now)) {
        call.state.sign_out_browser(&user.browser);
    }
    Ok(Response::Http(cookie::clear(response)))
}
