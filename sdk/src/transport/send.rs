//! Sending: identity, attempts, deadline.

use std::time::Duration;

use http::{HeaderMap, StatusCode, header};
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use super::answer::{Received, check_failure};
use super::connection::{Caller, Identity, hidden};
use super::request::{Body, Part, Request};
use crate::error::{ConfigError, Error, TransportError};

/// Sends a request until it is answered, its attempts are used up or its time is over.
pub(crate) async fn send(caller: Caller, request: Request) -> Result<Received, Error> {
    let settings = &caller.connection.settings;
    let timeout = request.timeout.unwrap_or(settings.timeout);
    let deadline = Instant::now().checked_add(timeout);
    let attempts = attempts(&caller, &request);
    let Some(deadline) = deadline else { return attempts.await };
    timeout_at(deadline, attempts).await.unwrap_or_else(|_| {
        let operation = request.operation;
        Err(TransportError { operation, source: None, timeout: Some(timeout) }.into())
    })
}

async fn attempts(caller: &Caller, request: &Request) -> Result<Received, Error> {
    let policy = request.retry.unwrap_or(caller.connection.settings.retry);
    let url = request.url(&caller.connection.base)?;
    let mut attempt = 1;
    loop {
        let error = match once(caller, request, url.clone()).await {
            Ok(received) => match overloaded(request, &received) {
                None => return Ok(received),
                Some(error) => error,
            },
            Err(error) => error,
        };
        let unsent = matches!(&error, Error::Transport(error) if error.is_connect());
        let repeatable = error.is_retryable() && (request.operation.retry_safe || unsent);
        match policy.pause(attempt, error.retry_after()) {
            Some(pause) if repeatable => sleep(pause).await,
            _ => return Err(error),
        }
        attempt += 1;
    }
}

/// The failure of an answer that may go away by itself; other failures are found when the answer is
/// read.
fn overloaded(request: &Request, received: &Received) -> Option<Error> {
    // A failure is short; a long successful answer is not worth a second look.
    if received.status.is_success() && received.body.len() > 1_024 {
        return None;
    }
    check_failure(request.operation, received).err().filter(Error::is_retryable)
}

async fn once(caller: &Caller, request: &Request, url: Url) -> Result<Received, Error> {
    let operation = request.operation;
    let failed = |source: reqwest::Error| TransportError {
        operation,
        // The address of a request can carry personal data and tokens.
        source: Some(source.without_url()),
        timeout: None,
    };
    let headers = headers(caller, request).await?;
    let http = &caller.connection.http;
    let mut builder = http.request(operation.method.clone(), url).headers(headers);
    builder = match &request.body {
        Body::None => builder,
        Body::Json(json) => {
            builder.header(header::CONTENT_TYPE, "application/json").body(json.clone())
        }
        Body::Form(form) => builder
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.clone()),
        Body::Multipart(parts) => builder.multipart(multipart(parts).map_err(failed)?),
    };
    let response = builder.send().await.map_err(failed)?;
    let status: StatusCode = response.status();
    let headers = response.headers().clone();
    let body = response.bytes().await.map_err(failed)?;
    Ok(Received { status, headers, body })
}

fn multipart(parts: &[Part]) -> Result<reqwest::multipart::Form, reqwest::Error> {
    let mut form = reqwest::multipart::Form::new();
    for part in parts {
        form = match part {
            Part::Text(name, text) => form.text(*name, text.clone()),
            Part::File(name, file) => {
                let content = file.content().clone();
                let length = content.len() as u64;
                let part = reqwest::multipart::Part::stream_with_length(content, length)
                    .file_name(file.name().to_owned())
                    .mime_str(file.media_type())?;
                form.part(*name, part)
            }
        };
    }
    Ok(form)
}

/// The headers of a request: the client's, the identity's, then the caller's own, which win.
async fn headers(caller: &Caller, request: &Request) -> Result<HeaderMap, Error> {
    let connection = &caller.connection;
    let settings = &connection.settings;
    let operation = request.operation;
    let invalid =
        |what: &str| ConfigError::new(format!("{what} has characters no header can hold"));
    let mut headers = HeaderMap::new();
    let mut add = |name: &str, value: &str| {
        let value = http::HeaderValue::from_str(value).map_err(|_| invalid(name))?;
        headers.insert(connection.header_name(name)?, value);
        Ok::<(), Error>(())
    };
    add("request-from", "sdk")?;
    add("sdk-version", concat!("genauth-rust:", env!("CARGO_PKG_VERSION")))?;
    if let Some(language) = &settings.language {
        add("lang", language)?;
    }
    if let Some(tenant) = &settings.tenant_id {
        add("app-tenant-id", tenant)?;
    }
    let mut bearer = None;
    match &caller.identity {
        Identity::Application { app_id, user_token } => {
            add("app-id", app_id)?;
            if operation.security.bearer {
                bearer = user_token.as_ref().map(|token| token.expose().to_owned());
            }
        }
        Identity::Administrator { tokens } => {
            if operation.security != crate::operation::Security::NONE {
                let token = tokens.current(connection).await?;
                add("userpool-id", token.user_pool_id())?;
                bearer = Some(token.bearer().to_owned());
            }
        }
        Identity::Nobody => {}
    }
    if let Some(token) = bearer {
        let value =
            hidden(&format!("Bearer {token}")).ok_or_else(|| invalid("the access token"))?;
        headers.insert(header::AUTHORIZATION, value);
    }
    headers.insert(header::ACCEPT, http::HeaderValue::from_static("application/json, */*;q=0.5"));
    for name in request.headers.keys() {
        headers.remove(name);
        for value in request.headers.get_all(name) {
            headers.append(name.clone(), value.clone());
        }
    }
    Ok(headers)
}

/// Reads `Retry-After` in its form of seconds.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}
