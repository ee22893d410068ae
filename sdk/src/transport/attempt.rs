//! [`Exchange`]: a request with everything that its attempts have in common, and one attempt.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::time::{Instant, timeout};
use url::Url;

use super::answer::Received;
use super::caller::{Caller, Identity, hidden};
use super::middleware::{Incoming, Outgoing};
use super::request::{Body, Part, Request};
use crate::credentials::{ManagementToken, is_client_authenticated};
use crate::error::{DecodeError, Error, RequestError, TransportError};

/// A request with everything that its attempts have in common.
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
        // The caller's own headers of this call win.
        for name in request.headers.keys() {
            exchange.headers.remove(name);
            for value in request.headers.get_all(name) {
                exchange.headers.append(name.clone(), value.clone());
            }
        }
        Ok(exchange)
    }

    /// Adds who the call is made for, as far as it does not change between attempts.
    fn identify(&mut self) -> Result<(), Error> {
        let endpoint = &self.request.endpoint;
        let names = &self.caller.connection.names;
        if let Some(tenant_id) = &self.caller.tenant_id {
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
        } else if let Some(token) = user_token.as_ref().filter(|_| endpoint.security().bearer) {
            let bearer = self.bearer("the access token", token.expose())?;
            self.headers.insert(header::AUTHORIZATION, bearer);
        }
        Ok(())
    }

    fn value(&self, what: &str, text: &str) -> Result<HeaderValue, Error> {
        HeaderValue::from_str(text).map_err(|_| self.invalid(what))
    }

    fn bearer(&self, what: &str, token: &str) -> Result<HeaderValue, Error> {
        hidden(&format!("Bearer {token}")).ok_or_else(|| self.invalid(what))
    }

    fn invalid(&self, what: &str) -> Error {
        self.problem(format!("{what} has characters that no header can hold"))
    }

    fn problem(&self, message: String) -> Error {
        RequestError { endpoint: self.request.endpoint.clone(), message }.into()
    }

    fn failed(&self, source: reqwest::Error) -> Error {
        let endpoint = self.request.endpoint.clone();
        // The address of a request can carry personal data and tokens.
        let source = Some(source.without_url().into());
        TransportError { endpoint, source, timeout: None }.into()
    }

    /// Sends once. `sent` is the number of the attempt.
    pub(super) async fn once(
        &self,
        token: Option<&ManagementToken>,
        sent: u32,
    ) -> Result<Received, Error> {
        let headers = self.headers(token, sent).await?;
        let middleware = &self.caller.connection.settings.middleware;
        let started = Instant::now();
        let outcome = match self.caller.connection.settings.attempt_timeout {
            None => self.exchange(headers).await,
            Some(limit) => timeout(limit, self.exchange(headers)).await.unwrap_or_else(|_| {
                let endpoint = self.request.endpoint.clone();
                Err(TransportError { endpoint, source: None, timeout: Some(limit) }.into())
            }),
        };
        if !middleware.is_empty() {
            let incoming = Incoming {
                endpoint: &self.request.endpoint,
                attempt: sent,
                elapsed: started.elapsed(),
                answer: outcome.as_ref().map(|received| (received.status, &received.headers)),
            };
            middleware.iter().rev().for_each(|it| it.after_response(&incoming));
        }
        outcome
    }

    /// The headers of one attempt.
    async fn headers(
        &self,
        token: Option<&ManagementToken>,
        sent: u32,
    ) -> Result<HeaderMap, Error> {
        let mut headers = self.headers.clone();
        if let Some(token) = token {
            let names = &self.caller.connection.names;
            let own = |name: &HeaderName| self.request.headers.contains_key(name);
            if let Some(pool) = token.user_pool_id().filter(|_| !own(&names.user_pool_id)) {
                let pool = self.value("the user pool id", pool)?;
                headers.insert(names.user_pool_id.clone(), pool);
            }
            if !own(&header::AUTHORIZATION) {
                let bearer = self.bearer("the management token", token.access_token().expose())?;
                headers.insert(header::AUTHORIZATION, bearer);
            }
        }
        for middleware in &self.caller.connection.settings.middleware {
            let endpoint = &self.request.endpoint;
            let mut outgoing =
                Outgoing { endpoint, attempt: sent, url: &self.url, headers: &mut headers };
            if let Err(error) = middleware.before_send(&mut outgoing).await {
                return Err(self.problem(format!("a middleware does not let it pass: {error}")));
            }
        }
        #[cfg(feature = "signing")]
        if let Identity::Signer { signer } = &self.caller.identity {
            let brand = &self.caller.connection.settings.brand;
            signer.sign(brand, self.request, self.url.path(), &mut headers)?;
        }
        Ok(headers)
    }

    async fn exchange(&self, headers: HeaderMap) -> Result<Received, Error> {
        let connection = &self.caller.connection;
        let http = connection.http();
        let method = self.request.endpoint.method().clone();
        let builder = http.request(method, self.url.clone()).headers(headers);
        let builder = match &self.body {
            Body::None => builder,
            Body::Json(json) => builder.body(json.clone()),
            Body::Form(form) => builder.body(form.clone()),
            Body::Multipart(parts) => {
                builder.multipart(multipart(parts).map_err(|error| self.failed(error))?)
            }
        };
        let mut response = builder.send().await.map_err(|error| self.failed(error))?;
        let body = self.read(&mut response, connection.settings.max_response_bytes).await?;
        let headers = std::mem::take(response.headers_mut());
        Ok(Received { status: response.status(), headers, body })
    }

    /// The body of an answer, up to a limit. It counts what is unpacked, not what came.
    async fn read(&self, response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Error> {
        let told = response.content_length().unwrap_or_default();
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        /// Beyond this, a length that a server only tells is not believed.
        const BELIEVED: u64 = 1024 * 1024;
        let mut length = 0;
        let mut too_long = told > limit as u64;
        while !too_long {
            let chunk = response.chunk().await.map_err(|error| self.failed(error))?;
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
            let message = format!(
                "the answer is longer than {limit} bytes; ask for less, or raise \
                 `max_response_bytes` of the client"
            );
            // What came of it is no answer to show.
            let headers = std::mem::take(response.headers_mut());
            let received = Received { status: response.status(), headers, body: Bytes::new() };
            return Err(DecodeError::new(&self.request.endpoint, &received, message).into());
        }
        Ok(if rest.is_empty() { first } else { rest.freeze() })
    }
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
