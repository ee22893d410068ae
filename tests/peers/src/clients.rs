//! Clients that the provider knows.

use serde_json::{Value, json};

/// Redirect URI of every client. No server listens there: the browser intercepts the request.
pub const REDIRECT_URI: &str = "http://127.0.0.1/callback";
/// Post-logout redirect URI of every client; the browser intercepts the request, too.
pub const POST_LOGOUT_REDIRECT_URI: &str = "http://127.0.0.1/signed-out";
/// Resource that any client can request; its access tokens are JWTs.
pub const RESOURCE: &str = "https://api.example/";

/// A client of the provider.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// Client ID.
    pub id: &'static str,
    /// Client secret; `None` for a public client.
    pub secret: Option<&'static str>,
    /// Authentication method at the token endpoint.
    pub authentication: &'static str,
    /// Signing algorithm of ID tokens, and of access tokens that are JWTs.
    pub algorithm: &'static str,
    /// Allowed grant types.
    pub grants: &'static [&'static str],
    /// Whether access tokens are JWTs without a request for [`RESOURCE`].
    pub jwt_access_tokens: bool,
}

/// Sends its secret in the body.
pub const CODE_POST: Client = Client {
    id: "code-post",
    secret: Some("test-secret"),
    authentication: "client_secret_post",
    algorithm: "RS256",
    grants: &["authorization_code", "refresh_token"],
    jwt_access_tokens: false,
};

/// Sends ID and secret in a header, form-encoded before base64 (RFC 6749, section 2.3.1).
pub const CODE_BASIC: Client = Client {
    id: "code basic:100%",
    secret: Some("test+secret/ =&%"),
    authentication: "client_secret_basic",
    ..CODE_POST
};

/// Has ID tokens that are signed with the client secret, which is 32 bytes long or more.
pub const HS256: Client = Client {
    id: "hs256",
    secret: Some("test-secret-of-at-least-32-bytes"),
    algorithm: "HS256",
    ..CODE_POST
};

/// A public client, which has to use PKCE.
pub const PUBLIC: Client =
    Client { id: "public", secret: None, authentication: "none", ..CODE_POST };

/// Has access tokens that are JWTs for [`RESOURCE`].
pub const JWT: Client = Client { id: "jwt", jwt_access_tokens: true, ..CODE_POST };

/// Requests tokens for itself, which are JWTs for [`RESOURCE`].
pub const SERVICE: Client =
    Client { id: "service", grants: &["client_credentials"], jwt_access_tokens: true, ..CODE_POST };

impl Client {
    /// All standard clients.
    pub const ALL: [Self; 6] = [CODE_POST, CODE_BASIC, HS256, PUBLIC, JWT, SERVICE];

    /// Returns the metadata in the format of OpenID Connect Dynamic Client Registration.
    pub(crate) fn metadata(&self) -> Value {
        let signs_in = self.grants.contains(&"authorization_code");
        let uris = |uri: &str| if signs_in { vec![uri.to_owned()] } else { Vec::new() };
        let mut metadata = json!({
            "client_id": self.id,
            "token_endpoint_auth_method": self.authentication,
            "id_token_signed_response_alg": self.algorithm,
            "grant_types": self.grants,
            "response_types": if signs_in { vec!["code"] } else { Vec::new() },
            "redirect_uris": uris(REDIRECT_URI),
            "post_logout_redirect_uris": uris(POST_LOGOUT_REDIRECT_URI),
        });
        if let Some(secret) = self.secret {
            metadata["client_secret"] = secret.into();
        }
        if self.jwt_access_tokens {
            metadata["access_token_format"] = "jwt".into();
        }
        metadata
    }
}
