//! OAuth and OIDC endpoints and their pages. Browsers and libraries that call them know the
//! standards and not the spec: handlers validate their input, and failures follow the standards.

use serde_json::{Map, Value, json};

use crate::{
    api::Operation,
    failure::Failure,
    pages,
    text::visible,
    wire::{HttpRequest, HttpResponse},
};

/// Maximum size of the parameters of a call, in bytes. They are kept during a sign-in.
const LARGEST: usize = 64 * 1024;

/// Returns whether an operation is one of these endpoints.
pub(super) fn is_protocol(operation: &Operation) -> bool {
    ["/oidc/", "/interaction/"].iter().any(|start| operation.path.starts_with(start))
}

/// Returns whether the response of an operation is a page.
fn is_page(operation: &Operation) -> bool {
    operation.path.starts_with("/interaction/")
        || ["frontChannelAuth", "frontChannelLogout"].contains(&operation.name.as_str())
}

/// Reads the parameters and the body of a call. If the endpoint has no body, its fields are
/// parameters.
///
/// # Errors
///
/// Returns an error if a parameter is repeated, the parameters are too long, or the body is neither
/// a form nor JSON.
pub(super) fn read(
    has_body: bool,
    path: Map<String, Value>,
    request: &HttpRequest,
) -> Result<(Value, Value), Failure> {
    if request.query.len().saturating_add(request.body.len()) > LARGEST {
        return Err(bad(format!("the parameters exceed {LARGEST} bytes")));
    }
    let (mut params, mut body) = (path, Map::new());
    add(&mut params, request.query.as_bytes())?;
    let kind = request.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let target = if has_body { &mut body } else { &mut params };
    if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        add(target, &request.body)?;
    } else if kind.eq_ignore_ascii_case("application/json") && !request.body.is_empty() {
        let fields: Map<String, Value> = serde_json::from_slice(&request.body)
            .map_err(|error| bad(format!("the body is not a JSON object: {error}")))?;
        for (name, value) in fields {
            insert(target, name, value)?;
        }
    } else if !request.body.is_empty() {
        return Err(bad("the body must be a form"));
    }
    Ok((params.into(), body.into()))
}

fn bad(message: impl Into<String>) -> Failure {
    Failure::oauth("invalid_request", message)
}

/// Adds the pairs of a form. A pair without a value counts as absent.
fn add(fields: &mut Map<String, Value>, form: &[u8]) -> Result<(), Failure> {
    let pairs = url::form_urlencoded::parse(form).into_owned();
    for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
        insert(fields, name, value.into())?;
    }
    Ok(())
}

fn insert(fields: &mut Map<String, Value>, name: String, value: Value) -> Result<(), Failure> {
    if fields.contains_key(&name) {
        return Err(bad(format!("`{name}` is repeated")));
    }
    fields.insert(name, value);
    Ok(())
}

fn status(failure: &Failure) -> u16 {
    match failure.http_status {
        200 if failure.status_code >= 500 => 500,
        200 => 400,
        status => status,
    }
}

/// Returns a page about a failed call.
pub(super) fn problem(failure: &Failure) -> HttpResponse {
    failure.with_headers(pages::problem(status(failure), &failure.message))
}

/// Returns the response of a failed call: a page for browsers, `error` and `error_description` for
/// programs.
pub(super) fn refused(operation: &Operation, failure: &Failure) -> HttpResponse {
    if is_page(operation) {
        return problem(failure);
    }
    let (is_ours, status) = (failure.status_code >= 500, status(failure));
    let usual = if is_ours { "server_error" } else { "invalid_request" };
    let error = failure.oauth_error.unwrap_or(usual);
    let body = json!({"error": error, "error_description": visible(&failure.message)});
    let response = HttpResponse::json(status, &body).header("cache-control", "no-store");
    if operation.security.client_auth {
        let basic = (status == 401).then_some("Basic realm=\"GenAuth\"");
        return basic
            .into_iter()
            .fold(response, |response, it| response.header("www-authenticate", it));
    }
    // These messages contain nothing from the call.
    let why = format!(
        "Bearer realm=\"GenAuth\", error=\"{error}\", error_description=\"{}\"",
        failure.message.replace('"', "'")
    );
    response.header("www-authenticate", &why)
}
