//! [`ProviderMetadata`]: the discovery document of a provider.

use serde_json::{Map, Value};
use url::Url;

use crate::error::{Error, OidcError, OidcErrorKind as Kind};
use crate::oidc::jwt::parse_object;
use crate::transport::is_loopback;

/// The metadata of a provider (OpenID Connect Discovery 1.0 §3, RFC 8414).
///
/// Endpoints are `https` URLs, or `http` URLs of a loopback host.
#[derive(Clone, Debug)]
pub struct ProviderMetadata {
    issuer: String,
    authorization_endpoint: Option<Url>,
    token_endpoint: Option<Url>,
    user_info_endpoint: Option<Url>,
    jwks_uri: Option<Url>,
    introspection_endpoint: Option<Url>,
    revocation_endpoint: Option<Url>,
    end_session_endpoint: Option<Url>,
    members: Map<String, Value>,
}

fn invalid(problem: impl Into<String>) -> Error {
    OidcError::new(Kind::InvalidMetadata, problem).into()
}

/// Parses the URL of an endpoint, which must not expose tokens to the network.
pub(crate) fn endpoint_url(name: &str, text: &str) -> Result<Url, Error> {
    let url = Url::parse(text).map_err(|_| {
        invalid(format!("`{name}` of the provider is not a valid URL; check the issuer"))
    })?;
    let is_safe = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
    if !is_safe || !url.username().is_empty() || url.password().is_some() {
        return Err(invalid(format!(
            "`{name}` of the provider is not an `https` URL, or contains user info; tokens would be \
             exposed"
        )));
    }
    Ok(url)
}

impl ProviderMetadata {
    /// Parses a discovery document, for providers that do not publish one.
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] ([`InvalidMetadata`](Kind::InvalidMetadata)) if it is not a JSON object with
    /// an `issuer`, or an endpoint is not an `https` URL.
    ///
    /// ```
    /// use genauth::oidc::ProviderMetadata;
    ///
    /// let metadata = ProviderMetadata::from_json(
    ///     r#"{"issuer": "https://idp.example/oidc", "jwks_uri": "https://idp.example/oidc/jwks"}"#,
    /// )?;
    /// assert_eq!(metadata.issuer(), "https://idp.example/oidc");
    /// # Ok::<(), genauth::Error>(())
    /// ```
    pub fn from_json(document: &str) -> Result<Self, Error> {
        let members = parse_object(document.as_bytes()).map_err(|problem| {
            invalid(format!("the provider metadata cannot be read: {problem}"))
        })?;
        Self::from_members(members)
    }

    pub(crate) fn from_members(members: Map<String, Value>) -> Result<Self, Error> {
        let endpoint = |name: &str| match members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => endpoint_url(name, text).map(Some),
            Some(_) => Err(invalid(format!("`{name}` of the provider is not a string"))),
        };
        let issuer = members.get("issuer").and_then(Value::as_str).filter(|it| !it.is_empty());
        let issuer = issuer.ok_or_else(|| {
            invalid("the provider metadata has no `issuer`; check the issuer URL of the client")
        })?;
        Ok(Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: endpoint("authorization_endpoint")?,
            token_endpoint: endpoint("token_endpoint")?,
            user_info_endpoint: endpoint("userinfo_endpoint")?,
            jwks_uri: endpoint("jwks_uri")?,
            introspection_endpoint: endpoint("introspection_endpoint")?,
            revocation_endpoint: endpoint("revocation_endpoint")?,
            end_session_endpoint: endpoint("end_session_endpoint")?,
            members,
        })
    }

    /// Returns the metadata of GenAuth's OAuth 2.0 endpoints, which have no discovery document.
    pub(crate) fn oauth(base: &Url) -> Result<Self, Error> {
        let base = base.as_str().trim_end_matches('/');
        let text = |path: &str| Value::String(format!("{base}/oauth{path}"));
        let members = [
            ("issuer", ""),
            ("authorization_endpoint", "/auth"),
            ("token_endpoint", "/token"),
            ("userinfo_endpoint", "/me"),
            ("introspection_endpoint", "/token/introspection"),
            ("revocation_endpoint", "/token/revocation"),
        ];
        let mut members: Map<String, Value> =
            members.map(|(name, path)| (name.to_owned(), text(path))).into_iter().collect();
        // Without this member, the default would be `client_secret_basic`, which GenAuth rejects.
        let methods = vec!["client_secret_post", "client_secret_basic", "none"];
        members.insert("token_endpoint_auth_methods_supported".to_owned(), methods.into());
        Self::from_members(members)
    }

    /// Returns the issuer, exactly as published.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Returns the authorization endpoint.
    pub fn authorization_endpoint(&self) -> Option<&Url> {
        self.authorization_endpoint.as_ref()
    }

    /// Returns the token endpoint.
    pub fn token_endpoint(&self) -> Option<&Url> {
        self.token_endpoint.as_ref()
    }

    /// Returns the user info endpoint.
    pub fn user_info_endpoint(&self) -> Option<&Url> {
        self.user_info_endpoint.as_ref()
    }

    /// Returns the URL of the key set.
    pub fn jwks_uri(&self) -> Option<&Url> {
        self.jwks_uri.as_ref()
    }

    /// Returns the introspection endpoint.
    pub fn introspection_endpoint(&self) -> Option<&Url> {
        self.introspection_endpoint.as_ref()
    }

    /// Returns the revocation endpoint.
    pub fn revocation_endpoint(&self) -> Option<&Url> {
        self.revocation_endpoint.as_ref()
    }

    /// Returns the endpoint that ends the provider's session.
    pub fn end_session_endpoint(&self) -> Option<&Url> {
        self.end_session_endpoint.as_ref()
    }

    /// Returns a member of the document by name, for instance `scopes_supported`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// Returns the texts of a list; `None` if it is absent.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let items = self.members.get(name)?.as_array()?;
        Some(items.iter().filter_map(Value::as_str).collect())
    }

    /// Returns whether authorization responses contain `iss` (RFC 9207).
    pub(crate) fn sends_issuer(&self) -> bool {
        self.members.get("authorization_response_iss_parameter_supported")
            == Some(&Value::Bool(true))
    }
}
