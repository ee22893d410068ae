//! [`Exchange`]: one attempt of a request.

use std::pin::pin;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::time::Instant;
use url::Url;

use super::answer::Received;
use super::body::Once;
use super::caller::{Caller, Identity, hidden};
use super::middleware::{Incoming, Outgoing};
use super::request::{Body, Request};
use super::time::Deadline;
use super::{compression, multipart, plain_value};
use crate::credentials::{ManagementToken, is_client_authenticated};
use crate::error::{CredentialError, DecodeError, Error, Phase, RequestError, TransportError};

/// A request that is ready to be sent once. All attempts are made of the same request, and so are
/// alike but for the token.
pub(super) struct Exchange<'a> {
    caller: &'a Caller,
    request: &'a Request,
    url: Url,
    headers: HeaderMap,
    body: Body,
}

impl<'a> Exchange<'a> {
    pub(super) fn prepare(caller: &'a Caller, request: &'a Request) -> Result<Self, Error> {
        let connection = &caller.connection;
        let url = request.url(&connection.base, connection.settings.array_style)?;
        let headers = connection.headers.clone();
        let mut exchange = Self { caller, request, url, headers, body: request.body.clone() };
        exchange.identify()?;
        let media_type = match exchange.body {
            Body::Json(_) => Some("application/json"),
            Body::Form(_) => Some("application/x-www-form-urlencoded"),
            Body::None | Body::Multipart(_) => None,
        };
        if let Some(media_type) = media_type {
            let media_type = HeaderValue::from_static(media_type);
            exchange.headers.insert(header::CONTENT_TYPE, media_type);
        }
        // Headers of this call win over those of the client, and those over the SDK's.
        replace(&mut exchange.headers, &connection.default_headers);
        replace(&mut exchange.headers, &request.headers);
        if matches!(exchange.body, Body::Multipart(_)) {
            // It names the boundary between the parts, which nobody knows yet.
            exchange.headers.remove(header::CONTENT_TYPE);
        }
        Ok(exchange)
    }

    /// Whether the application sets this header itself.
    fn is_own(&self, name: &HeaderName) -> bool {
        self.request.headers.contains_key(name)
            || self.caller.connection.default_headers.contains_key(name)
    }

    /// Adds who the call is made for, as far as it does not change between attempts.
    fn identify(&mut self) -> Result<(), Error> {
        let endpoint = &self.request.endpoint;
        let names = &self.caller.connection.names;
        if let Some(tenant_id) = &self.caller.tenant_id {
            if tenant_id.trim().is_empty() {
                return Err(self.problem("the tenant id is empty".to_owned()));
            }
            self.headers.insert(names.tenant_id.clone(), self.value("the tenant id", tenant_id)?);
        }
        if let Some(ip) = self.caller.client_ip {
            let name = HeaderName::from_static("x-real-ip");
            self.headers.insert(name, self.value("the client address", &ip.to_string())?);
        }
        let Identity::Application { application, user_token } = &self.caller.identity else {
            return Ok(());
        };
        self.headers.insert(names.app_id.clone(), self.value("the app id", &application.id)?);
        if is_client_authenticated(endpoint) {
            application.authenticate(endpoint, &mut self.body, &mut self.headers);
        } else if endpoint.security().bearer && !self.is_own(&header::AUTHORIZATION) {
            match user_token {
                Some(token) => {
                    let bearer = bearer("the access token of the user", token.expose())?;
                    self.headers.insert(header::AUTHORIZATION, bearer);
                }
                // A middleware may still add one.
                None if self.caller.connection.settings.middleware.is_empty() => {
                    self.check_user()?;
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Fails if the endpoint needs a user, and nothing says who that is.
    fn check_user(&self) -> Result<(), Error> {
        let endpoint = &self.request.endpoint;
        if self.headers.contains_key(header::AUTHORIZATION)
            || !endpoint.needs_user()
            || is_client_authenticated(endpoint)
        {
            return Ok(());
        }
        Err(CredentialError::new(format!(
            "`{}` needs the access token of a user; sign the user in, and make the call on the view \
             that `with_access_token` returns",
            endpoint.name()
        ))
        .into())
    }

    fn value(&self, what: &str, text: &str) -> Result<HeaderValue, Error> {
        plain_value(text).ok_or_else(|| self.invalid(what))
    }

    fn invalid(&self, what: &str) -> Error {
        self.problem(format!("{what} has characters that no header can hold"))
    }

    fn problem(&self, message: String) -> Error {
        RequestError { endpoint: self.request.endpoint.clone(), message }.into()
    }

    /// Sends once. `sent` is the number of the attempt.
    pub(super) async fn once(
        mut self,
        token: Option<&ManagementToken>,
        sent: u32,
        deadline: &Deadline<'_>,
    ) -> Result<Received, Error> {
        if let Some(token) = token {
            self.show(token)?;
        }
        let settings = &self.caller.connection.settings;
        let middleware = &settings.middleware;
        if !middleware.is_empty() {
            deadline.hold(Phase::Middleware, pin!(self.ask_middleware(sent))).await??;
            self.check_user()?;
        }
        #[cfg(feature = "signing")]
        self.sign()?;
        let endpoint = &self.request.endpoint;
        let started = (!middleware.is_empty()).then(Instant::now);
        let deadline = deadline.of_attempt(settings.attempt_timeout);
        let outcome = self.exchange(&deadline).await;
        if let Some(started) = started {
            let incoming = Incoming {
                endpoint,
                attempt: sent,
                elapsed: started.elapsed(),
                answer: outcome.as_ref().map(|received| (received.status, &received.headers)),
            };
            middleware.iter().rev().for_each(|it| it.after_response(&incoming));
        }
        outcome
    }

    /// Adds a management token.
    fn show(&mut self, token: &ManagementToken) -> Result<(), Error> {
        let names = &self.caller.connection.names;
        let pool = token.user_pool_id().filter(|_| !self.is_own(&names.user_pool_id));
        if let Some(pool) = pool {
            let pool = self.value("the user pool id", pool)?;
            self.headers.insert(names.user_pool_id.clone(), pool);
        }
        if !self.is_own(&header::AUTHORIZATION) {
            let bearer = bearer("the management token", token.access_token().expose())?;
            self.headers.insert(header::AUTHORIZATION, bearer);
        }
        Ok(())
    }

    /// Lets the middleware look at the request, add to it or hold it back.
    async fn ask_middleware(&mut self, sent: u32) -> Result<(), Error> {
        for middleware in &self.caller.connection.settings.middleware {
            let (url, headers) = (&self.url, &mut self.headers);
            let endpoint = &self.request.endpoint;
            let mut outgoing = Outgoing { endpoint, attempt: sent, url, headers };
            if let Err(error) = middleware.before_send(&mut outgoing).await {
                return Err(self.problem(format!("a middleware does not let it pass: {error}")));
            }
        }
        Ok(())
    }

    /// Signs the request where the access key does so, after everything else is in it.
    #[cfg(feature = "signing")]
    fn sign(&mut self) -> Result<(), Error> {
        let Identity::Signer { signer } = &self.caller.identity else { return Ok(()) };
        if self.is_own(&header::AUTHORIZATION) {
            return Ok(());
        }
        let settings = &self.caller.connection.settings;
        let base = self.caller.connection.base.path().trim_end_matches('/');
        // The path below the host that the client was given.
        let path = self.url.path().strip_prefix(base).unwrap_or(self.url.path());
        signer.sign(settings, self.request, path, &mut self.headers)
    }

    async fn exchange(self, deadline: &Deadline<'_>) -> Result<Received, Error> {
        let (caller, request) = (self.caller, self.request);
        let http = caller.connection.http().await?;
        let response = deadline.hold(Phase::Response, pin!(http.execute(self.into_http()))).await?;
        let mut response = response.map_err(|source| failed(caller, request, source))?;
        let body = deadline.hold(Phase::Body, pin!(read(caller, request, &mut response))).await??;
        let headers = std::mem::take(response.headers_mut());
        let url = Some(response.url().clone());
        let received = Received { status: response.status(), headers, body, url };
        let limit = caller.connection.settings.max_response_bytes;
        compression::decompress(&request.endpoint, received, limit)
    }

    /// The request as the HTTP library takes it.
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

/// The body of a response, up to a limit. It counts what is unpacked, not what came.
async fn read(
    caller: &Caller,
    request: &Request,
    response: &mut reqwest::Response,
) -> Result<Bytes, Error> {
    let limit = caller.connection.settings.max_response_bytes;
    let told = response.content_length().unwrap_or_default();
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    /// Beyond this, a length that a server only tells is not believed.
    const BELIEVED: u64 = 1024 * 1024;
    let mut length = 0;
    let mut too_long = told > limit as u64;
    while !too_long {
        let chunk = response.chunk().await.map_err(|error| failed(caller, request, error))?;
        let Some(chunk) = chunk else { break };
        length += chunk.len();
        too_long = length > limit;
        if first.is_empty() {
            first = chunk;
        } else {
            if rest.is_empty() {
                rest.reserve(told.min(BELIEVED) as usize);
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&chunk);
        }
    }
    if too_long {
        let message = compression::too_long(limit);
        // What came of it is no answer to show.
        let headers = std::mem::take(response.headers_mut());
        let received =
            Received { status: response.status(), headers, body: Bytes::new(), url: None };
        return Err(DecodeError::new(&request.endpoint, &received, message).into());
    }
    Ok(if rest.is_empty() { first } else { rest.freeze() })
}

fn failed(caller: &Caller, request: &Request, source: reqwest::Error) -> Error {
    let connection = &caller.connection;
    // The application's own HTTP client has a limit of its own, which it does not tell.
    let own = connection.settings.http.is_some();
    let connect_timeout = (!own).then_some(connection.settings.connect_timeout);
    TransportError::http(&request.endpoint, &connection.host, source, connect_timeout).into()
}

/// An `authorization` header with this token.
fn bearer(what: &str, token: &str) -> Result<HeaderValue, Error> {
    let problem = match hidden(&format!("Bearer {token}")) {
        Some(bearer) if !token.trim().is_empty() => return Ok(bearer),
        Some(_) => "is missing or empty",
        None => "contains characters that no header can hold",
    };
    Err(CredentialError::new(format!("{what} {problem}")).into())
}

/// Puts headers in place of others with their names; several values of one name stay together.
fn replace(headers: &mut HeaderMap, with: &HeaderMap) {
    for name in with.keys() {
        headers.remove(name);
        for value in with.get_all(name) {
            headers.append(name.clone(), value.clone());
        }
    }
}
