//! Endpoints of protocols that are not operations of the spec: SAML and CAS. Browsers and programs
//! that call them know the protocols and not the envelope.

use http::Method;
use serde_json::{Map, Value};

use super::{outcome::Outcome, protocol};
use crate::{
    api::redacted_value,
    call::{Call, RequestContext, Response, Route},
    calls::Recorded,
    changes,
    failure::Failure,
    faults::Fault,
    shared::Shared,
    wire::{HttpRequest, HttpResponse},
};

/// Responds to a request.
pub(super) fn respond<'a>(
    shared: &Shared,
    request: &HttpRequest,
    route: &Route,
    path: Map<String, Value>,
) -> Outcome<'a> {
    let mut recorded = Recorded::without_operation(request, shared.clock.now());
    let fault = shared.faults.take(None);
    let injected = match &fault {
        Some(Fault::DropRequest) => Some(HttpResponse::empty(500)),
        Some(fault) => fault.response(),
        None => None,
    };
    let response = match injected {
        Some(response) => response,
        None => match carry_out(shared, request, route, path, &mut recorded) {
            Ok(response) => response,
            Err(failure) => {
                recorded.failed(&failure);
                protocol::problem(&failure)
            }
        },
    };
    let status = i64::from(response.status.as_u16());
    if fault != Some(Fault::DropRequest) {
        recorded.status_code = status;
    }
    shared.calls.add(recorded);
    Outcome { response, fault, operation: None, status }
}

fn carry_out(
    shared: &Shared,
    request: &HttpRequest,
    route: &Route,
    path: Map<String, Value>,
    recorded: &mut Recorded,
) -> Result<HttpResponse, Failure> {
    let handler = match request.method {
        Method::GET | Method::HEAD => Some(route.get),
        Method::POST => route.post,
        _ => None,
    };
    let handler = handler.ok_or_else(|| {
        let allowed = [Some(Method::GET), route.post.map(|_| Method::POST)];
        let allowed: Vec<Method> = allowed.into_iter().flatten().collect();
        Failure::other_method(route.path, &request.method, &allowed)
    })?;
    let (params, body) = protocol::read(false, path, request)?;
    let app_id = params["appId"].as_str().map(str::to_owned);
    let context = RequestContext {
        app_id,
        ip: request.ip().to_owned(),
        user_agent: request.header("user-agent").unwrap_or_default().to_owned(),
        ..RequestContext::default()
    };
    recorded.called_by(&context);
    recorded.called_with(Some(redacted_value(&params)), None);
    let now = shared.clock.now();
    let mut state = shared.state();
    let mut call = Call {
        state: &mut state,
        now,
        operation: None,
        context,
        host: &shared.host,
        path: &request.path,
        cookies: request.header("cookie").unwrap_or_default(),
        authorization: request.header("authorization"),
        spec: shared.spec,
        params,
        body,
        files: Vec::new(),
    };
    let done = handler(&mut call);
    changes::report(&shared.hub, call.state, None, now);
    // Even a refused request may have used up a ticket.
    shared.changed();
    match done? {
        Response::Http(response) => Ok(response),
        _ => Err(Failure::new(500, "the endpoint has no response")),
    }
}
