//! [`ProviderHttp`]: requests to the endpoints of a provider.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use crate::credentials::{Application, ClientAuthMethod};
use crate::data::Secret;
use crate::endpoint::{CustomEndpoint, Endpoint};
use crate::error::{DecodeError, Error, OidcError, OidcErrorKind};
use crate::operation::BodyKind;
use crate::received::Received;
use crate::transport::{
    Body, Head, Identity, Payload, Request, RequestContext, RequestParts, check_oauth_failure, send,
};

/// Sends requests to the endpoints of a provider, with the settings of the client.
#[derive(Clone)]
pub(crate) struct ProviderHttp {
    context: RequestContext,
    application: Arc<Application>,
}

/// A request to an endpoint of a provider.
pub(crate) struct ProviderRequest<'a> {
    url: &'a Url,
    method: Method,
    form: Vec<(String, String)>,
    client_auth: Option<ClientAuthMethod>,
    bearer: Option<&'a Secret>,
    retry_safe: bool,
}

impl<'a> ProviderRequest<'a> {
    pub(crate) fn get(url: &'a Url) -> Self {
        Self {
            url,
            method: Method::GET,
            form: Vec::new(),
            client_auth: None,
            bearer: None,
            retry_safe: true,
        }
    }

    /// Creates a request with a form, authenticated as the application.
    pub(crate) fn form(
        url: &'a Url,
        form: Vec<(String, String)>,
        method: ClientAuthMethod,
    ) -> Self {
        let client_auth = Some(method);
        Self { method: Method::POST, form, client_auth, retry_safe: false, ..Self::get(url) }
    }

    pub(crate) fn bearer(mut self, token: &'a Secret) -> Self {
        self.bearer = Some(token);
        self
    }

    /// Leaves out the client authentication: the form has its own.
    pub(crate) fn without_client_auth(mut self) -> Self {
        self.client_auth = None;
        self
    }

    pub(crate) fn retry_safe(mut self) -> Self {
        self.retry_safe = true;
        self
    }
}

impl ProviderHttp {
    pub(crate) fn new(context: &RequestContext, application: Arc<Application>) -> Self {
        let identity =
            Arc::new(OidcIdentity { application: Arc::clone(&application), method: None });
        let context = RequestContext { identity, tenant_id: None, ..context.clone() };
        Self { context, application }
    }

    pub(crate) fn application(&self) -> &Arc<Application> {
        &self.application
    }

    /// Returns the host that the client was built for.
    pub(crate) fn base(&self) -> &Url {
        &self.context.connection.base
    }

    /// Sends a request and returns the JSON object in the response.
    pub(crate) async fn object(
        &self,
        request: ProviderRequest<'_>,
    ) -> Result<Map<String, Value>, Error> {
        match self.value(request).await? {
            (Value::Object(members), _) => Ok(members),
            (_, undecoded) => Err(undecoded("expected a JSON object".to_owned())),
        }
    }

    /// Sends a request and returns the JSON in the response.
    pub(crate) async fn value(
        &self,
        request: ProviderRequest<'_>,
    ) -> Result<(Value, impl FnOnce(String) -> Error + use<>), Error> {
        let (endpoint, received) = self.send(request).await?;
        let value = json(&endpoint, &received)?;
        Ok((value, move |message| DecodeError::new(&endpoint, &received, message).into()))
    }

    /// Sends a request and returns the JSON or the JWT in the response.
    pub(crate) async fn json_or_jwt(
        &self,
        request: ProviderRequest<'_>,
    ) -> Result<(Content, impl FnOnce(String) -> Error + use<>), Error> {
        let (endpoint, received) = self.send(request).await?;
        let content_type = received.headers.get(header::CONTENT_TYPE);
        let is_jwt = content_type.is_some_and(|it| it.as_bytes().starts_with(b"application/jwt"));
        let content = match is_jwt {
            true => Content::Jwt(Secret::new(received.text().trim())),
            false => Content::Json(json(&endpoint, &received)?),
        };
        Ok((content, move |message| DecodeError::new(&endpoint, &received, message).into()))
    }

    /// Sends a request; the body of a success is returned as it is.
    pub(crate) async fn send(
        &self,
        request: ProviderRequest<'_>,
    ) -> Result<(Endpoint, Received), Error> {
        let ProviderRequest { url, method, form, client_auth, bearer, retry_safe } = request;
        let has_form = method == Method::POST;
        let endpoint = Endpoint::Custom(Arc::new(CustomEndpoint {
            method,
            path: url.path().to_owned(),
            retry_safe,
            body: if has_form { BodyKind::Form } else { BodyKind::None },
        }));
        let mut built = Request::new(endpoint.clone());
        built.target = Some(Box::new(url.clone()));
        if has_form {
            let mut body = form_urlencoded::Serializer::new(String::new());
            body.extend_pairs(form);
            built.body = Body::Form(body.finish());
        }
        if let Some(token) = bearer {
            built.headers = bearer_header(token)?;
        }
        let identity =
            OidcIdentity { application: Arc::clone(&self.application), method: client_auth };
        let context = RequestContext {
            connection: self.context.connection.for_url(url)?,
            identity: Arc::new(identity),
            ..self.context.clone()
        };
        let decoded = send(context, built, raw).await?;
        let (_, _, received) = decoded.into_parts::<()>()?;
        Ok((endpoint, received))
    }
}

/// The content of a response.
pub(crate) enum Content {
    Json(Value),
    Jwt(Secret),
}

fn json(endpoint: &Endpoint, received: &Received) -> Result<Value, Error> {
    // Messages of serde_json can repeat parts of the text, which may be a token.
    serde_json::from_str(&received.text()).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = format!("the response is not valid JSON at line {line}, column {column}");
        DecodeError::new(endpoint, received, message).into()
    })
}

fn bearer_header(token: &Secret) -> Result<HeaderMap, Error> {
    let value = HeaderValue::from_str(&format!("Bearer {}", token.expose()));
    let mut value = value.map_err(|_| {
        OidcError::new(
            OidcErrorKind::InvalidRequest,
            "the access token contains characters that a header cannot hold",
        )
    })?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}

/// Accepts a response that reports no failure, whatever it contains.
fn raw(endpoint: &Endpoint, received: &Received) -> Result<(Payload, Head), Error> {
    if received.status.is_redirection() {
        // Following it would send secrets and codes to another URL.
        let location = received.headers.get(header::LOCATION).and_then(|it| it.to_str().ok());
        let base = received.url.as_ref();
        let target = location.and_then(|it| match base {
            Some(base) => base.join(it).ok(),
            None => Url::parse(it).ok(),
        });
        let host = target.as_ref().and_then(Url::host_str).unwrap_or("an invalid URL");
        let scheme = target.as_ref().map_or("", Url::scheme);
        return Err(OidcError::new(
            OidcErrorKind::Redirected,
            format!(
                "{} was redirected (HTTP {}) to {scheme}://{host}, which is not followed; check the \
                 host of the client",
                endpoint.label(),
                received.status.as_u16()
            ),
        )
        .into());
    }
    let head = check_oauth_failure(endpoint, received)?;
    if !received.status.is_success() {
        let message = format!("unexpected HTTP status {}", received.status.as_u16());
        return Err(DecodeError::new(endpoint, received, message).into());
    }
    Ok((Box::new(()), head))
}

/// The identity of requests to a provider: the application, or nothing.
struct OidcIdentity {
    application: Arc<Application>,
    method: Option<ClientAuthMethod>,
}

impl Identity for OidcIdentity {
    fn authenticate(&self, parts: &mut RequestParts<'_>) -> Result<(), Error> {
        if let Some(method) = self.method {
            self.application.add_credentials(method, parts.body, parts.headers);
        }
        Ok(())
    }
}
