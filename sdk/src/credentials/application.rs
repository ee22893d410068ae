//! [`Application`] and [`ClientAuthMethod`]: how an application authenticates.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, header};
use url::form_urlencoded;

use crate::config::header_value;
use crate::data::Secret;
use crate::endpoint::Endpoint;
use crate::error::{ConfigError, CredentialError, Error};
use crate::transport::{Body, Identity, RequestParts, splice};

/// Client authentication method at the endpoints that issue, introspect and revoke tokens.
///
/// Must match the setting of the application in the console; the server rejects any other method.
/// The SDK applies it to `/oidc/token`, `/oauth/token`, their `/introspection` and `/revocation`,
/// and to `/api/v3/signin`, `/api/v3/signin-by-mobile` and
/// `/api/v3/exchange-tokenset-with-qrcode-ticket`. Nothing is added to a body that contains a
/// `client_id` or a `client_secret`, and the secret is sent nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientAuthMethod {
    /// `client_secret_post`: id and secret in the body.
    ClientSecretPost,
    /// `client_secret_basic`: id and secret in an `authorization: Basic` header, both form-encoded
    /// as required by RFC 6749 §2.3.1. For servers that do not decode them, see
    /// [`unencoded_basic_credentials`](crate::AuthenticationClientBuilder::unencoded_basic_credentials).
    ClientSecretBasic,
    /// `none`: the id alone, for public clients.
    None,
}

impl ClientAuthMethod {
    /// Returns the name in the console and in OpenID Connect.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::None => "none",
        }
    }

    /// Returns the method with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let all = [Self::ClientSecretPost, Self::ClientSecretBasic, Self::None];
        all.into_iter().find(|method| method.as_str() == name)
    }
}

/// The credentials of an application.
#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) id: Arc<str>,
    pub(crate) secret: Option<Secret>,
    /// For sign-in and the token endpoint.
    pub(crate) token_auth: ClientAuthMethod,
    pub(crate) introspection_auth: ClientAuthMethod,
    pub(crate) revocation_auth: ClientAuthMethod,
    /// The methods that the application has set, without defaults.
    #[cfg_attr(not(feature = "oidc"), allow(dead_code))]
    pub(crate) chosen: ChosenAuth,
    /// Whether `client_secret_basic` leaves out the form-encoding.
    pub(crate) unencoded_basic: bool,
}

/// The client authentication methods that the application has set.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(not(feature = "oidc"), allow(dead_code))]
pub(crate) struct ChosenAuth {
    pub(crate) token: Option<ClientAuthMethod>,
    pub(crate) introspection: Option<ClientAuthMethod>,
    pub(crate) revocation: Option<ClientAuthMethod>,
}

/// The purpose of an endpoint, which selects the authentication method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Issue,
    Inspect,
    Revoke,
}

/// The undocumented endpoints with client authentication; operations of the spec are marked.
const PATHS: [&str; 9] = [
    "/oidc/token",
    "/oidc/token/introspection",
    "/oidc/token/revocation",
    "/oauth/token",
    "/oauth/token/introspection",
    "/oauth/token/revocation",
    "/api/v3/signin",
    "/api/v3/signin-by-mobile",
    "/api/v3/exchange-tokenset-with-qrcode-ticket",
];

fn purpose(endpoint: &Endpoint) -> Option<Purpose> {
    let path = endpoint.path();
    let asks = match endpoint {
        Endpoint::Described(operation) => operation.client_auth,
        Endpoint::Custom(_) => PATHS.contains(&path),
    };
    let purpose = match path.rsplit('/').next() {
        Some("introspection") => Purpose::Inspect,
        Some("revocation") => Purpose::Revoke,
        _ => Purpose::Issue,
    };
    asks.then_some(purpose)
}

/// Returns whether the application authenticates at an endpoint, which then receives no user access
/// token.
fn is_client_authenticated(endpoint: &Endpoint) -> bool {
    purpose(endpoint).is_some()
}

impl Application {
    /// Fails if a method requires a missing secret.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let methods = [self.token_auth, self.introspection_auth, self.revocation_auth];
        let lacking = methods.into_iter().find(|method| *method != ClientAuthMethod::None);
        let basic = methods.contains(&ClientAuthMethod::ClientSecretBasic);
        if basic && self.unencoded_basic && self.id.contains(':') {
            return Err(ConfigError::new(
                "the application id contains a colon, which client_secret_basic cannot send without \
                 encoding; use client_secret_post, or remove `unencoded_basic_credentials`",
            ));
        }
        match (lacking, &self.secret) {
            (Some(method), None) => Err(ConfigError::new(format!(
                "client authentication by {} requires the application secret; set `app_secret`",
                method.as_str()
            ))),
            _ => Ok(()),
        }
    }

    /// Adds the credentials to the body or the headers.
    fn authenticate(&self, endpoint: &Endpoint, body: &mut Body, headers: &mut HeaderMap) {
        let Some(purpose) = purpose(endpoint) else { return };
        if names_client(body) {
            return;
        }
        let method = match purpose {
            Purpose::Issue => self.token_auth,
            Purpose::Inspect => self.introspection_auth,
            Purpose::Revoke => self.revocation_auth,
        };
        self.add_credentials(method, body, headers);
    }

    /// Adds the credentials by this method.
    pub(crate) fn add_credentials(
        &self,
        method: ClientAuthMethod,
        body: &mut Body,
        headers: &mut HeaderMap,
    ) {
        match (method, &self.secret) {
            (ClientAuthMethod::ClientSecretBasic, Some(secret)) => {
                let encoded = |text: &str| match self.unencoded_basic {
                    true => text.to_owned(),
                    false => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
                };
                let encoded_secret = Secret::new(encoded(secret.expose()));
                let pair =
                    Secret::new(format!("{}:{}", encoded(&self.id), encoded_secret.expose()));
                let basic = Secret::new(format!("Basic {}", STANDARD.encode(pair.expose())));
                if let Some(value) = header_value::sensitive(basic.expose()) {
                    headers.insert(header::AUTHORIZATION, value);
                }
            }
            (ClientAuthMethod::ClientSecretPost, Some(secret)) => {
                let pairs = [("client_id", &*self.id), ("client_secret", secret.expose())];
                add(body, &pairs);
            }
            // The V3 endpoints identify the application by a header.
            _ if matches!(body, Body::Form(_)) => add(body, &[("client_id", &self.id)]),
            _ => {}
        }
    }
}

/// The identity of an application, with one of its users if there is a token.
pub(crate) struct ApplicationIdentity {
    pub(crate) application: Arc<Application>,
    pub(crate) user_token: Option<Arc<Secret>>,
}

impl ApplicationIdentity {
    /// Returns whether the application authenticates at an endpoint, which then receives no user
    /// access token.
    #[cfg(feature = "oidc")]
    pub(crate) fn authenticates_at(endpoint: &Endpoint) -> bool {
        is_client_authenticated(endpoint)
    }

    /// Adds the application to a request; returns whether that is all its credentials.
    pub(crate) fn add_application(&self, parts: &mut RequestParts<'_>) -> Result<bool, Error> {
        let endpoint = &parts.request.endpoint;
        let app_id = parts.header_value("the application id", &self.application.id)?;
        parts.headers.insert(parts.connection.names.app_id.clone(), app_id);
        let is_complete = is_client_authenticated(endpoint);
        if is_complete {
            self.application.authenticate(endpoint, parts.body, parts.headers);
        }
        Ok(is_complete)
    }
}

impl Identity for ApplicationIdentity {
    fn authenticate(&self, parts: &mut RequestParts<'_>) -> Result<(), Error> {
        let connection = parts.connection;
        let endpoint = &parts.request.endpoint;
        if self.add_application(parts)? {
            return Ok(());
        }
        if !endpoint.security().bearer || parts.has_own_header(&header::AUTHORIZATION) {
            return Ok(());
        }
        match &self.user_token {
            Some(token) => parts.set_bearer("the user access token", token.expose()),
            // A middleware may still add one.
            None if connection.settings.middleware.is_empty() => check_user(parts),
            None => Ok(()),
        }
    }

    fn finish(&self, parts: &mut RequestParts<'_>) -> Result<(), Error> {
        check_user(parts)
    }
}

/// Fails if the endpoint needs a user access token and there is none.
fn check_user(parts: &RequestParts<'_>) -> Result<(), Error> {
    let endpoint = &parts.request.endpoint;
    if parts.headers.contains_key(header::AUTHORIZATION)
        || !endpoint.needs_user()
        || is_client_authenticated(endpoint)
    {
        return Ok(());
    }
    Err(CredentialError::new(format!(
        "`{}` requires a user access token; sign the user in, and call it on the client that \
         `with_access_token` returns",
        endpoint.name()
    ))
    .into())
}

/// The fields of a body that identify the client.
const CLIENT: [&str; 2] = ["client_id", "client_secret"];

/// Returns whether a body contains credentials, such as the access key of a client credentials
/// grant.
fn names_client(body: &Body) -> bool {
    match body {
        Body::Json(json) => splice::has_member(json, &CLIENT),
        Body::Form(form) => {
            form_urlencoded::parse(form.as_bytes()).any(|(name, _)| CLIENT.contains(&&*name))
        }
        Body::None | Body::Multipart(_) => false,
    }
}

fn add(body: &mut Body, pairs: &[(&str, &str)]) {
    match body {
        Body::Form(form) => {
            let mut form = form_urlencoded::Serializer::new(std::mem::take(form));
            form.extend_pairs(pairs);
            *body = Body::Form(form.finish());
        }
        Body::Json(json) => {
            if let Some(written) = splice::with_texts(json, pairs) {
                *json = written.into();
            }
        }
        Body::None | Body::Multipart(_) => {}
    }
}
