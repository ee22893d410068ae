//! Clients for a [`Server`], and the data that such a server knows about them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth::{AuthenticationClient, Error, ManagementClient};
use serde_json::json;

use super::{Clients, Recorded, Reply, Server};

/// The id of the application.
pub const APP_ID: &str = "APP_ID";
/// The access token of the user.
pub const USER_TOKEN: &str = "USER_ACCESS_TOKEN";
/// The id of the access key and its secret.
pub const ACCESS_KEY: (&str, &str) = ("ACCESS_KEY_ID", "test-secret");
/// The user pool that the access key is for.
pub const POOL_ID: &str = "POOL_ID";

/// Creates a user and an administrator at this server.
///
/// # Errors
///
/// Returns an error if a client cannot be built.
pub fn clients(server: &Server) -> Result<Clients, Error> {
    let app =
        AuthenticationClient::builder(APP_ID, server.host()).app_secret("test-secret").build()?;
    let (id, secret) = ACCESS_KEY;
    let admin = ManagementClient::builder(id, secret).host(server.host()).build()?;
    Ok(Clients { user: app.with_access_token(USER_TOKEN), admin })
}

/// Returns whether the request is the management client's own token request.
pub fn is_token_request(request: &Recorded) -> bool {
    let (id, secret) = ACCESS_KEY;
    let key = json!({"accessKeyId": id, "accessKeySecret": secret});
    request.path == "/api/v3/get-management-token" && request.json() == key
}

/// Returns the response to [`is_token_request`] and the token in it: a JWT that names the user
/// pool.
pub fn token_reply() -> (Reply, String) {
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({"alg": "none"}));
    let token = format!("{header}.{}.none", part(json!({"scoped_userpool_id": POOL_ID})));
    (Reply::data(&json!({"access_token": token, "expires_in": 7_200})), token)
}

/// Starts a server with a response to token requests, and another one to everything else.
///
/// # Errors
///
/// Returns an error if no loopback port is available.
pub async fn responding(reply: Reply) -> std::io::Result<Server> {
    let token = token_reply().0;
    let server = Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => reply.clone(),
    });
    server.await
}
