//! [`Grant`]: a request to the token endpoint.

use std::fmt;

use crate::data::Secret;

/// A request to the token endpoint: the grant type with its parameters.
///
/// Client authentication is added by [`OidcClient::request_tokens`](crate::oidc::OidcClient::request_tokens).
///
/// ```no_run
/// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), genauth::Error> {
/// use genauth::oidc::Grant;
///
/// let grant = Grant::new("urn:ietf:params:oauth:grant-type:token-exchange")
///     .secret("subject_token", "ACCESS_TOKEN")
///     .parameter("subject_token_type", "urn:ietf:params:oauth:token-type:access_token");
/// let tokens = oidc.request_tokens(grant).await?;
/// println!("expires at {:?}", tokens.expires_at);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Grant {
    pub(crate) grant_type: String,
    parameters: Vec<(String, Secret)>,
    pub(crate) retry_safe: bool,
    /// Credentials of another client, in place of the application's.
    pub(crate) client: Option<(String, Secret)>,
}

impl Grant {
    /// Creates a request with this `grant_type`.
    pub fn new(grant_type: impl Into<String>) -> Self {
        let grant_type = grant_type.into();
        Self { grant_type, parameters: Vec::new(), retry_safe: false, client: None }
    }

    /// Creates a request for a token of the application itself (RFC 6749 §4.4).
    pub fn client_credentials() -> Self {
        let mut grant = Self::new("client_credentials");
        grant.retry_safe = true;
        grant
    }

    /// Creates a request with the user's name and password (RFC 6749 §4.3). Prefer the redirect,
    /// which also covers the second factor: this grant hands the password to the application.
    pub fn password(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::new("password").parameter("username", username).secret("password", password)
    }

    /// Creates a request for new tokens by a refresh token (RFC 6749 §6).
    pub fn refresh_token(refresh_token: impl Into<Secret>) -> Self {
        Self::new("refresh_token").secret("refresh_token", refresh_token)
    }

    /// Creates a request for the tokens of an authorization code (RFC 6749 §4.1.3).
    pub(crate) fn code(code: Secret, redirect_uri: &str, verifier: Option<&Secret>) -> Self {
        let grant = Self::new("authorization_code")
            .secret("code", code)
            .parameter("redirect_uri", redirect_uri);
        match verifier {
            Some(verifier) => grant.secret("code_verifier", verifier.clone()),
            None => grant,
        }
    }

    /// Sets a parameter.
    pub fn parameter(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.secret(name, value.into())
    }

    /// Sets a parameter that is a secret, such as a token.
    pub fn secret(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        let name = name.into();
        self.parameters.retain(|(known, _)| *known != name);
        self.parameters.push((name, value.into()));
        self
    }

    /// Sets the scopes, separated by spaces.
    pub fn scope(self, scopes: impl Into<String>) -> Self {
        self.parameter("scope", scopes)
    }

    /// Sets the credentials of another client, for instance of an access key of the application for
    /// programmatic access.
    pub fn client(mut self, id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.client = Some((id.into(), secret.into()));
        self
    }

    /// Returns the form to send.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        let own = ("grant_type".to_owned(), self.grant_type.clone());
        let client = self.client.iter().flat_map(|(id, secret)| {
            [
                ("client_id".to_owned(), id.clone()),
                ("client_secret".to_owned(), secret.expose().to_owned()),
            ]
        });
        let parameters =
            self.parameters.iter().map(|(name, value)| (name.clone(), value.expose().to_owned()));
        std::iter::once(own).chain(parameters).chain(client).collect()
    }
}

/// Shows the names of the parameters.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.parameters.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Grant")
            .field("grant_type", &self.grant_type)
            .field("parameters", &names)
            .finish_non_exhaustive()
    }
}
