//! Processing of a call: routing, authorization, validation, execution, recording.

use genauth::Api;
use http::Method;
use serde_json::{Value, json};

use super::{aliases, body, identify, outcome::Outcome, protocol, route};
use crate::{
    api::{Found, Operation},
    call::{Call, Response},
    calls::Recorded,
    changes::{self, Done},
    control,
    failure::Failure,
    faults::Fault,
    handlers, home,
    shared::Shared,
    state::webhook::Request,
    wire::{CONTROL_PREFIX, File, HttpRequest, HttpResponse},
};

/// The documented message of every successful response.
const SUCCESS: &str = "Operation successful";

/// Responds to a request.
pub(super) async fn respond<'a>(shared: &'a Shared, request: &HttpRequest) -> Outcome<'a> {
    if request.path.starts_with(CONTROL_PREFIX) {
        return Outcome::plain(control::respond(shared, request));
    }
    if request.path == "/" && [Method::GET, Method::HEAD].contains(&request.method) {
        return Outcome::plain(home::page(shared));
    }
    if let Some((route, path)) = handlers::route(&request.path) {
        return route::respond(shared, request, route, path);
    }
    // Both APIs share a few paths. Usually, only administrators name the user pool.
    let prefer = match request.branded("userpool-id") {
        Some(_) if request.branded("app-id").is_none() => Api::Management,
        _ => Api::Authentication,
    };
    let (operation, path) = match find(shared, request, prefer) {
        Ok(found) => found,
        Err(failure) => {
            let response = failed(shared, &failure);
            shared.calls.add(Recorded::unknown(request, &failure, shared.clock.now()));
            return Outcome::plain(response);
        }
    };
    let fault = shared.faults.take(Some(operation));
    if fault == Some(Fault::DropRequest) {
        shared.calls.add(Recorded::new(request, operation, 0, shared.clock.now()));
        return Outcome::of(operation, 0, HttpResponse::empty(500), fault);
    }
    if let Some(response) = fault.as_ref().and_then(|fault| fault.response()) {
        let status = i64::from(response.status.as_u16());
        shared.calls.add(Recorded::new(request, operation, status, shared.clock.now()));
        return Outcome::of(operation, status, response, fault);
    }
    let mut recorded = Recorded::new(request, operation, 200, shared.clock.now());
    let response = match carry_out(shared, operation, path, request, &mut recorded).await {
        Ok(response) => response,
        Err(failure) => {
            recorded.failed(&failure);
            match protocol::is_protocol(operation) {
                true => protocol::refused(operation, &failure),
                false => failed(shared, &failure),
            }
        }
    };
    let status = recorded.status_code;
    shared.calls.add(recorded);
    Outcome::of(operation, status, response, fault)
}

type Path = serde_json::Map<String, Value>;

fn find<'a>(
    shared: &'a Shared,
    request: &HttpRequest,
    prefer: Api,
) -> Result<(&'a Operation, Path), Failure> {
    // Browsers and monitoring tools send `HEAD` for a resource that they could `GET`.
    let method = if request.method == Method::HEAD { &Method::GET } else { &request.method };
    let alias = aliases::described(&shared.state(), method, &request.path);
    let (method, path) =
        alias.as_ref().map_or((method, request.path.as_str()), |(method, path)| (method, path));
    match shared.spec.find(method, path, prefer) {
        Found::Operation(operation, path) => Ok((operation, path)),
        Found::OtherMethod(allowed) => {
            Err(Failure::other_method(&request.path, &request.method, &allowed))
        }
        Found::Nothing => Err(Failure {
            http_status: 404,
            ..Failure::new(404, format!("`{}` is not a path of the API", request.path))
        }),
    }
}

async fn carry_out(
    shared: &Shared,
    operation: &Operation,
    path: Path,
    request: &HttpRequest,
    recorded: &mut Recorded,
) -> Result<HttpResponse, Failure> {
    let now = shared.clock.now();
    let mut context = identify::identify(&mut shared.state(), operation, request, now)?;
    recorded.called_by(&context);
    let is_protocol = protocol::is_protocol(operation);
    let (params, body) = match is_protocol {
        true => protocol::read(operation.body.is_some(), path, request)?,
        false => (shared.spec.params(operation, path, &request.query)?, Value::Null),
    };
    let shown = shared.spec.redacted_params(operation, &params);
    recorded.called_with(Some(shown), None);
    let (body, files) = match &operation.body {
        Some(described) if !is_protocol => {
            let (body, files) = body::read(request, described).await?;
            (shared.spec.typed_form(described, body), files)
        }
        _ => (body, Vec::new()),
    };
    let shown = with_files_shown(&body, &files);
    let shown = shared.spec.redacted(operation, shown.as_ref().unwrap_or(&body));
    recorded.called_with(None, Some(shown));
    if operation.security.client_auth {
        identify::client(&shared.state(), operation, request, &body, &mut context)?;
        recorded.called_by(&context);
    }
    if !is_protocol {
        shared.spec.check_body(operation, &body)?;
        shared.spec.page(operation, &params, &body)?;
    }

    let cookies = request.header("cookie").unwrap_or_default();
    let response = match handlers::handler(operation) {
        Some(handler) => {
            let mut state = shared.state();
            let spec = shared.spec;
            let host = &shared.host;
            let mut call = Call {
                state: &mut state,
                now,
                operation: Some(operation),
                context,
                host,
                path: &request.path,
                cookies,
                authorization: request.header("authorization"),
                spec,
                params,
                body,
                files,
            };
            let done = handler(&mut call);
            let Call { state, body, .. } = call;
            let succeeded = done.as_ref().ok().map(|response| Done {
                operation: &operation.name,
                body: &body,
                data: response.payload(),
            });
            let is_reported = changes::report(&shared.hub, state, succeeded.as_ref(), now);
            // A failed call may also have changed the emulator state: wrong guesses are counted.
            if is_reported || !operation.is_read || state.cas.has_ended() {
                shared.changed();
            }
            done?
        }
        None => return sample(shared, operation),
    };
    let response = match response {
        Response::Webhook(request) => trigger(shared, &request).await?,
        response => response,
    };
    finish(shared, operation, response)
}

/// Sends a webhook request by hand, and returns the response.
async fn trigger(shared: &Shared, request: &Request) -> Result<Response, Failure> {
    let log = shared.sender.send(request, shared.clock.now()).await;
    shared.state().webhooks.log(log.clone());
    shared.changed();
    match log.error_message {
        Some(problem) if log.response_status_code == 0 => {
            Err(Failure::rule(format!("the webhook request failed: {problem}")))
        }
        _ => Ok(Response::Data(json!({"response": log.response_body}))),
    }
}

/// Returns the fields of a form with file metadata in place of the contents.
fn with_files_shown(body: &Value, files: &[File]) -> Option<Value> {
    let fields = body.as_object().filter(|_| !files.is_empty())?;
    let is_text = |name: &String| files.iter().all(|file| file.field != *name);
    let texts = fields.iter().filter(|(name, _)| is_text(name));
    let texts = texts.map(|(name, value)| (name.clone(), value.clone()));
    let files = files.iter().map(|file| (file.field.clone(), file.shown()));
    Some(Value::Object(texts.chain(files).collect()))
}

/// Returns the response of an operation that keeps no state.
fn sample(shared: &Shared, operation: &Operation) -> Result<HttpResponse, Failure> {
    let status = operation.response.status.as_deref().and_then(|status| status.parse().ok());
    if status.is_some_and(|status: u16| (300..400).contains(&status)) {
        return Ok(HttpResponse::redirect(&shared.host));
    }
    if operation.response.media.is_none() {
        return Ok(HttpResponse::empty(status.unwrap_or(200)));
    }
    let mut response = shared.spec.sample(operation);
    if let Some(message) = response.get_mut("message").filter(|_| operation.response.enveloped) {
        // Some documented examples have the message in Chinese.
        *message = SUCCESS.into();
    }
    match shared.spec.check_response(operation, &response) {
        None => Ok(HttpResponse::json(status.unwrap_or(200), &response)),
        Some(problem) => Err(emulator_bug(operation, &problem)),
    }
}

/// Writes a response, if it matches the spec.
fn finish(
    shared: &Shared,
    operation: &Operation,
    response: Response,
) -> Result<HttpResponse, Failure> {
    let body = match response {
        Response::Http(response) => return Ok(response),
        // Sent before.
        Response::Webhook(_) => return Ok(HttpResponse::empty(500)),
        Response::Data(data) | Response::Coded(_, data) if !operation.response.enveloped => data,
        response => {
            let mut body = json!({
                "statusCode": 200,
                "message": SUCCESS,
                "requestId": shared.request_id(),
            });
            if let Response::Coded(code, _) = response {
                body["apiCode"] = code.into();
            }
            if let Response::Data(data) | Response::Coded(_, data) = response {
                body["data"] = data;
            }
            body
        }
    };
    match shared.spec.check_response(operation, &body) {
        None => Ok(HttpResponse::json(200, &body)),
        Some(problem) => Err(emulator_bug(operation, &problem)),
    }
}

/// Creates the failure for a bug in the emulator itself, with a message that makes it easy to find.
fn emulator_bug(operation: &Operation, problem: &str) -> Failure {
    let name = &operation.name;
    Failure::new(
        500,
        format!("bug in the emulator: the response of {name} does not match the spec: {problem}"),
    )
}

/// Returns the response of a failed call.
pub(super) fn failed(shared: &Shared, failure: &Failure) -> HttpResponse {
    let body = failure.body(&shared.request_id());
    failure.with_headers(HttpResponse::json(failure.http_status, &body))
}
