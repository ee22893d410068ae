//! Sign-out.

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::authentication::browser::{
        address::with_query,
        application::application,
        arguments::param,
        cookie, pages,
        sign_out::{check_return, end_sessions},
    },
    wire::HttpResponse,
};

pub(super) fn log_out(call: &mut Call<'_>) -> Result<Response, Failure> {
    let is_of_app = call.context.app_id.is_some();
    let app_id = if is_of_app { Some(application(call)?.id.clone()) } else { None };
    let location = ["service", "url"].into_iter().find_map(|name| Some((name, param(call, name)?)));
    if let Some((name, address)) = location {
        check_return(call, app_id.as_deref(), name, address).map_err(Failure::invalid)?;
    }
    let response = match location {
        Some((_, address)) => HttpResponse::redirect(&with_query(address, &[])),
        None => pages::signed_out(),
    };
    end_sessions(call);
    Ok(Response::Http(cookie::clear(response)))
}
