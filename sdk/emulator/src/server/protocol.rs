//! Endpoints of OAuth and OIDC, and the pages that belong to them. Browsers and libraries that call
//! them know the standards and not the description: what they send is read as it comes and checked by
//! handlers, and failures are told as the standards have it.

use serde_json::{Map, Value, json};

use super::{Incoming, Reply};
use crate::{api::Operation, failure::Failure, pages, text::visible};

/// So many bytes the parameters of a call have at most. They are kept while a person signs in.
const LARGEST: usize = 64 * 1024;

/// Whether an operation is one of these endpoints.
pub(super) fn is_protocol(operation: &Operation) -> bool {
    ["/oidc/", "/interaction/"].iter().any(|start| operation.path.starts_with(start))
}

/// Whether people see what an operation answers.
fn is_page(operation: &Operation) -> bool {
    operation.path.starts_with("/interaction/")
        || ["frontChannelAuth", "frontChannelLogout"].contains(&operation.name.as_str())
}

/// Parameters and body of a call. Where no body is described, its fields are parameters.
///
/// # Errors
///
/// A parameter is given twice, the parameters are too long, or the body is neither a form nor JSON.
pub(super) fn read(
    operation: &Operation,
    path: Map<String, Value>,
    request: &Incoming,
) -> Result<(Value, Value), Failure> {
    if request.query.len().saturating_add(request.body.len()) > LARGEST {
        return Err(bad(format!("the parameters have more than {LARGEST} bytes")));
    }
    let (mut params, mut body) = (path, Map::new());
    add(&mut params, request.query.as_bytes())?;
    let kind = request.header("content-type").unwrap_or_default();
    let target = if operation.body.is_some() { &mut body } else { &mut params };
    if kind.starts_with("application/x-www-form-urlencoded") {
        add(target, &request.body)?;
    } else if kind.starts_with("application/json") && !request.body.is_empty() {
        let fields: Map<String, Value> = serde_json::from_slice(&request.body)
            .map_err(|error| bad(format!("the body is not a JSON object: {error}")))?;
        target.extend(fields);
    } else if !request.body.is_empty() {
        return Err(bad("the body must be a form"));
    }
    Ok((params.into(), body.into()))
}

fn bad(message: impl Into<String>) -> Failure {
    Failure::oauth("invalid_request", message)
}

/// Adds the pairs of a form. One without a value counts as absent.
fn add(fields: &mut Map<String, Value>, form: &[u8]) -> Result<(), Failure> {
    let pairs = url::form_urlencoded::parse(form).into_owned();
    for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
        if fields.contains_key(&name) {
            return Err(bad(format!("`{name}` is given twice")));
        }
        fields.insert(name, value.into());
    }
    Ok(())
}

/// What a failed call is answered: a page for people, `error` and `error_description` for programs.
pub(super) fn refused(operation: &Operation, failure: &Failure) -> Reply {
    let is_ours = failure.status_code >= 500;
    let status = match failure.http_status {
        200 if is_ours => 500,
        200 => 400,
        status => status,
    };
    if is_page(operation) {
        return pages::problem(status, &failure.message);
    }
    let usual = if is_ours { "server_error" } else { "invalid_request" };
    let error = failure.oauth_error.unwrap_or(usual);
    let body = json!({"error": error, "error_description": visible(&failure.message)});
    let reply = Reply::json(status, &body).header("cache-control", "no-store");
    if operation.security.client_auth {
        let basic = (status == 401).then_some("Basic realm=\"GenAuth\"");
        return basic.into_iter().fold(reply, |reply, it| reply.header("www-authenticate", it));
    }
    // Nothing that came with the call is in these messages.
    let why = format!(
        "Bearer realm=\"GenAuth\", error=\"{error}\", error_description=\"{}\"",
        failure.message.replace('"', "'")
    );
    reply.header("www-authenticate", &why)
}
