//! Clients of a server on loopback, and what it sends to them.

use genauth::{AuthenticationClient, Error, ManagementClient};
use serde_json::{Value, json};

/// The access token of the user.
pub const TOKEN: &str = "USER_ACCESS_TOKEN";

/// Returns a client of the management API.
///
/// # Errors
/// If the host is not valid.
pub fn admin(host: &str) -> Result<ManagementClient, Error> {
    ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(host).build()
}

/// Returns a client of the authentication API, for a user with a fixed token.
///
/// # Errors
/// If the host is not valid.
pub fn user(host: &str) -> Result<AuthenticationClient, Error> {
    Ok(AuthenticationClient::builder("APP_ID", host).build()?.with_access_token(TOKEN))
}

/// Returns the message of a custom event.
pub fn event(data: impl Into<Value>) -> String {
    json!({"eventType": "custom_test.n", "eventData": data.into()}).to_string()
}
