//! The OpenID provider.

use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    clients::Client,
    script::Script,
    skip::{available, packages},
};

/// An `oidc-provider` on a free port of loopback, with the paths of GenAuth.
///
/// Any username and password sign in. The username becomes the `sub` claim, and `{username}@mail.example`
/// the `email` claim. Refresh tokens are rotated.
pub struct OidcProvider {
    script: Script,
    issuer: String,
}

/// Configuration of an [`OidcProvider`].
#[derive(Clone, Debug)]
pub struct Setup {
    clients: Vec<Value>,
    lifetimes: Map<String, Value>,
}

impl Default for Setup {
    /// Creates a configuration with the standard clients.
    fn default() -> Self {
        let clients = Client::ALL.iter().map(Client::metadata).collect();
        Self { clients, lifetimes: Map::new() }
    }
}

impl Setup {
    /// Sets the back-channel logout URI of every client that signs users in.
    pub fn back_channel_logout_uri(mut self, uri: &str) -> Self {
        for client in &mut self.clients {
            if client["response_types"] != json!([]) {
                client["backchannel_logout_uri"] = uri.into();
                client["backchannel_logout_session_required"] = true.into();
            }
        }
        self
    }

    /// Adds a client with metadata in the format of OpenID Connect Dynamic Client Registration.
    pub fn client(mut self, metadata: Value) -> Self {
        self.clients.push(metadata);
        self
    }

    /// Sets the lifetime of a type of token in seconds: `AccessToken`, `AuthorizationCode`, `IdToken`,
    /// `RefreshToken`, `ClientCredentials`, `Session`.
    pub fn lifetime(mut self, token: &str, seconds: u64) -> Self {
        self.lifetimes.insert(token.to_owned(), seconds.into());
        self
    }
}

impl OidcProvider {
    /// Starts a provider with the standard clients; `None` if the test has to be skipped.
    ///
    /// # Panics
    /// If the provider does not start, or is missing while `GENAUTH_REQUIRE_PEERS` is `1`.
    pub async fn start() -> Option<Self> {
        Self::start_with(Setup::default()).await
    }

    /// Starts a provider; `None` if the test has to be skipped.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn start_with(setup: Setup) -> Option<Self> {
        let packages = available(packages())?;
        let config = json!({"clients": setup.clients, "ttl": setup.lifetimes});
        let (script, ready) = Script::start("oidc-provider/server.mjs", packages, &config).await;
        let issuer = ready["issuer"].as_str().unwrap_or_default().to_owned();
        Some(Self { script, issuer })
    }

    /// Returns the issuer, a URL that ends with `/oidc`.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Returns the URL of the server, without a path.
    pub fn host(&self) -> &str {
        self.issuer.trim_end_matches("/oidc")
    }

    /// Returns the URL of an endpoint. The path begins below the issuer, for example `/token`.
    ///
    /// # Errors
    /// If the path is invalid.
    pub fn url(&self, path: &str) -> Result<Url, url::ParseError> {
        Url::parse(&format!("{}{path}", self.issuer))
    }

    /// Signs with a new key from now on. Earlier keys remain in the key set.
    pub async fn rotate_keys(&self) {
        self.script.send(json!({"command": "rotate"})).await;
    }

    /// Signs with a new key from now on, and removes earlier keys from the key set.
    pub async fn replace_keys(&self) {
        self.script.send(json!({"command": "rotate", "retire": true})).await;
    }
}
