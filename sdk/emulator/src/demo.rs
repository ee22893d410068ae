//! The credentials that every emulator knows from the start.

/// The id of the application.
pub const APP_ID: &str = "APP_ID";
/// The id of the access key.
pub const ACCESS_KEY_ID: &str = "ACCESS_KEY_ID";
/// The secret of both.
pub const SECRET: &str = "test-secret";
/// The id of the user pool.
pub const POOL_ID: &str = "POOL_ID";
/// The name of the user that the program adds. [`SECRET`] is the password.
pub const USERNAME: &str = "demo";

/// A command for a shell that signs in the user of the program at this address.
pub fn curl(host: &str) -> String {
    format!(
        "curl -s {host}/api/v3/signin -H 'content-type: application/json' \
         -H 'x-authing-app-id: {APP_ID}' -d '{{\"connection\":\"PASSWORD\",\"passwordPayload\":\
         {{\"username\":\"{USERNAME}\",\"password\":\"{SECRET}\"}},\"client_id\":\"{APP_ID}\",\
         \"client_secret\":\"{SECRET}\"}}'"
    )
}
