//! [`Attempt`]: one attempt of a request.

use std::pin::pin;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::time::Instant;
use url::Url;

use super::body::Once;
use super::context::RequestContext;
use super::identity::RequestParts;
use super::request::{Body, Request};
use super::time::Deadline;
use super::token::ManagementToken;
use super::{compression, multipart};
use crate::config::{Incoming, Outgoing};
use crate::error::{DecodeError, Error, Phase, TransportError};
use crate::received::Received;

/// A request that is ready to be sent once. All attempts of a call are the same except for the
/// token.
pub(super) struct Attempt<'a> {
    context: &'a RequestContext,
    request: &'a Request,
    url: Url,
    headers: HeaderMap,
    body: Body,
}

impl<'a> Attempt<'a> {
    pub(super) fn prepare(
        context: &'a RequestContext,
        request: &'a Request,
    ) -> Result<Self, Error> {
        let connection = &context.connection;
        let url = request.url(&connection.base, connection.settings.array_style)?;
        let headers = connection.headers.clone();
        let mut attempt = Self { context, request, url, headers, body: request.body.clone() };
        attempt.authenticate()?;
        let media_type = match attempt.body {
            Body::Json(_) => Some("application/json"),
            Body::Form(_) => Some("application/x-www-form-urlencoded"),
            Body::None | Body::Multipart(_) => None,
        };
        if let Some(media_type) = media_type {
            let media_type = HeaderValue::from_static(media_type);
            attempt.headers.insert(header::CONTENT_TYPE, media_type);
        }
        // Headers of the call override those of the client, which override the SDK's.
        replace(&mut attempt.headers, &connection.default_headers);
        replace(&mut attempt.headers, &request.headers);
        if matches!(attempt.body, Body::Multipart(_)) {
            // It contains the boundary between the parts, which is chosen later.
            attempt.headers.remove(header::CONTENT_TYPE);
        }
        Ok(attempt)
    }

    /// Adds tenant, IP address and the credentials that are the same for every attempt.
    fn authenticate(&mut self) -> Result<(), Error> {
        let context = self.context;
        let names = &context.connection.names;
        let mut parts = self.parts();
        if let Some(tenant_id) = &context.tenant_id {
            if tenant_id.trim().is_empty() {
                return Err(parts.invalid(
                    "the tenant id is empty; pass the id of a tenant to `with_tenant`".to_owned(),
                ));
            }
            let value = parts.header_value("the tenant id", tenant_id)?;
            parts.headers.insert(names.tenant_id.clone(), value);
        }
        if let Some(ip) = context.client_ip {
            let name = HeaderName::from_static("x-real-ip");
            let value = parts.header_value("the client IP address", &ip.to_string())?;
            parts.headers.insert(name, value);
        }
        context.identity.authenticate(&mut parts)
    }

    /// Returns the parts of the request that credentials are added to.
    fn parts(&mut self) -> RequestParts<'_> {
        RequestParts {
            connection: &self.context.connection,
            request: self.request,
            url: &self.url,
            headers: &mut self.headers,
            body: &mut self.body,
        }
    }

    /// Sends the request once. `sent` is the number of the attempt.
    pub(super) async fn once(
        mut self,
        token: Option<&ManagementToken>,
        sent: u32,
        deadline: &Deadline<'_>,
    ) -> Result<Received, Error> {
        if let Some(token) = token {
            self.add_token(token)?;
        }
        let settings = &self.context.connection.settings;
        let middleware = &settings.middleware;
        if !middleware.is_empty() {
            deadline.limit(Phase::Middleware, pin!(self.run_middleware(sent))).await??;
        }
        let context = self.context;
        context.identity.finish(&mut self.parts())?;
        let endpoint = &self.request.endpoint;
        let started = (!middleware.is_empty()).then(Instant::now);
        let deadline = deadline.of_attempt(settings.attempt_timeout);
        let outcome = self.send(&deadline).await;
        if let Some(started) = started {
            let incoming = Incoming {
                endpoint,
                attempt: sent,
                elapsed: started.elapsed(),
                response: outcome.as_ref().map(|received| (received.status, &received.headers)),
            };
            middleware.iter().rev().for_each(|it| it.after_response(&incoming));
        }
        outcome
    }

    /// Adds a management token.
    fn add_token(&mut self, token: &ManagementToken) -> Result<(), Error> {
        let names = &self.context.connection.names;
        let mut parts = self.parts();
        let pool = token.user_pool_id().filter(|_| !parts.has_own_header(&names.user_pool_id));
        if let Some(pool) = pool {
            let pool = parts.header_value("the user pool id", pool)?;
            parts.headers.insert(names.user_pool_id.clone(), pool);
        }
        if !parts.has_own_header(&header::AUTHORIZATION) {
            parts.set_bearer(token.label(), token.access_token().expose())?;
        }
        Ok(())
    }

    /// Runs the middleware, which can change, delay or reject the request.
    async fn run_middleware(&mut self, sent: u32) -> Result<(), Error> {
        for middleware in &self.context.connection.settings.middleware {
            let (url, headers) = (&self.url, &mut self.headers);
            let endpoint = &self.request.endpoint;
            let mut outgoing = Outgoing { endpoint, attempt: sent, url, headers };
            if let Err(error) = middleware.before_send(&mut outgoing).await {
                return Err(self
                    .parts()
                    .invalid(format!("a middleware rejected the request: {error}")));
            }
        }
        Ok(())
    }

    async fn send(self, deadline: &Deadline<'_>) -> Result<Received, Error> {
        let (context, request) = (self.context, self.request);
        let http = context.connection.http().await?;
        let response =
            deadline.limit(Phase::Response, pin!(http.execute(self.into_http()))).await?;
        let mut response = response.map_err(|source| failed(context, request, source))?;
        let body =
            deadline.limit(Phase::Body, pin!(read(context, request, &mut response))).await??;
        let headers = std::mem::take(response.headers_mut());
        let url = Some(response.url().clone());
        let received = Received { status: response.status(), headers, body, url };
        let limit = request.response_limit(context.connection.settings.max_response_bytes);
        compression::decompress(&request.endpoint, received, limit)
    }

    /// Converts the request to that of the HTTP library.
    fn into_http(self) -> reqwest::Request {
        let Self { request, url, headers, body, .. } = self;
        let mut built = reqwest::Request::new(request.endpoint.method().clone(), url);
        *built.headers_mut() = headers;
        let body = match body {
            Body::Json(json) => json,
            Body::Form(form) => form.into(),
            Body::Multipart(parts) => {
                let (media_type, form) = multipart::encode(&parts);
                built.headers_mut().insert(header::CONTENT_TYPE, media_type);
                form
            }
            Body::None => Bytes::new(),
        };
        *built.body_mut() = Some(Once::of(body));
        built
    }
}

/// Reads the body of a response, up to a limit on its decompressed length.
async fn read(
    context: &RequestContext,
    request: &Request,
    response: &mut reqwest::Response,
) -> Result<Bytes, Error> {
    let limit = request.response_limit(context.connection.settings.max_response_bytes);
    let announced = response.content_length().unwrap_or_default();
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    /// The most memory to reserve for an announced length.
    const MAX_RESERVED: u64 = 1024 * 1024;
    let mut length = 0;
    let mut too_long = announced > limit as u64;
    while !too_long {
        let chunk = response.chunk().await.map_err(|error| failed(context, request, error))?;
        let Some(chunk) = chunk else { break };
        length += chunk.len();
        too_long = length > limit;
        if first.is_empty() {
            first = chunk;
        } else {
            if rest.is_empty() {
                rest.reserve(announced.min(MAX_RESERVED) as usize);
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&chunk);
        }
    }
    if too_long {
        // A part of a response is not worth showing.
        let headers = std::mem::take(response.headers_mut());
        let received =
            Received { status: response.status(), headers, body: Bytes::new(), url: None };
        return Err(DecodeError::too_long(&request.endpoint, &received, limit).into());
    }
    Ok(if rest.is_empty() { first } else { rest.freeze() })
}

fn failed(context: &RequestContext, request: &Request, source: reqwest::Error) -> Error {
    let connection = &context.connection;
    // The limit of the application's own HTTP client is unknown.
    let own = connection.settings.http.is_some();
    let connect_timeout = (!own).then_some(connection.settings.connect_timeout);
    TransportError::http(&request.endpoint, &connection.host, source, connect_timeout).into()
}

/// Replaces headers of the same names; all values of a name are kept.
fn replace(headers: &mut HeaderMap, with: &HeaderMap) {
    for name in with.keys() {
        headers.remove(name);
        for value in with.get_all(name) {
            headers.append(name.clone(), value.clone());
        }
    }
}
