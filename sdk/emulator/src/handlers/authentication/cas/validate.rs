//! Validation of tickets.

use super::{
    login::is_set,
    profile,
    response::{self, Invalid, Valid},
};
use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::authentication::browser::{application::application, arguments::param},
};

/// Responds as in CAS 1.0.
pub(super) fn as_text(call: &mut Call<'_>) -> Result<Response, Failure> {
    application(call)?;
    let outcome = validate(call);
    Ok(Response::Http(response::text(&outcome)))
}

/// Responds as in CAS 2.0 and 3.0, with the attributes of the user in both.
pub(super) fn as_document(call: &mut Call<'_>) -> Result<Response, Failure> {
    application(call)?;
    let format = param(call, "format").unwrap_or("XML");
    let is_json = format.eq_ignore_ascii_case("JSON");
    let outcome = match is_json || format.eq_ignore_ascii_case("XML") {
        true => validate(call),
        false => Err(Invalid::Request("`format` must be `XML` or `JSON`")),
    };
    Ok(Response::Http(match is_json {
        true => response::json(&outcome),
        false => response::xml(&outcome),
    }))
}

fn validate(call: &mut Call<'_>) -> Result<Valid, Invalid> {
    let (Some(service), Some(text)) = (param(call, "service"), param(call, "ticket")) else {
        return Err(Invalid::Request("`service` and `ticket` are required"));
    };
    let (service, text) = (service.to_owned(), text.to_owned());
    let app_id = call.context.app_id.clone();
    let ticket = call.state.cas.take(&text, call.now);
    let ticket = ticket
        .filter(|ticket| Some(&ticket.app_id) == app_id.as_ref())
        .filter(|ticket| call.state.may_sign_in(&ticket.session.user_id));
    let ticket = ticket.ok_or(Invalid::Ticket("the ticket is unknown, expired or used"))?;
    if ticket.session.service != service {
        return Err(Invalid::Service("the ticket was issued for another service"));
    }
    if is_set(call, "renew") && !ticket.is_new {
        return Err(Invalid::Ticket("the user did not enter a password for the ticket"));
    }
    call.state.cas.begin(&text, &ticket, call.now);
    let user_id = &ticket.session.user_id;
    let mut attributes = profile::attributes_of(call.state, &ticket.app_id, user_id, call.now);
    attributes.insert("authenticationDate".to_owned(), ticket.signed_in_at.text().into());
    attributes.insert("isFromNewLogin".to_owned(), ticket.is_new.to_string().into());
    Ok(Valid { user: ticket.session.name, attributes })
}
