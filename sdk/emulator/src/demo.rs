//! Default credentials of every emulator.

/// ID of the application.
pub const APP_ID: &str = "APP_ID";
/// ID of the access key.
pub const ACCESS_KEY_ID: &str = "ACCESS_KEY_ID";
/// Secret of the application and of the access key.
pub const SECRET: &str = "test-secret";
/// ID of the user pool.
pub const POOL_ID: &str = "POOL_ID";
/// Name of the user added by the program. The password is [`SECRET`].
pub const USERNAME: &str = "demo";

/// Returns a shell command that signs in the user added by the program at this address.
pub fn curl(host: &str) -> String {
    format!(
        "curl -s {host}/api/v3/signin -H 'content-type: application/json' \
         -H 'x-authing-app-id: {APP_ID}' -d '{{\"connection\":\"PASSWORD\",\"passwordPayload\":\
         {{\"username\":\"{USERNAME}\",\"password\":\"{SECRET}\"}},\"client_id\":\"{APP_ID}\",\
         \"client_secret\":\"{SECRET}\"}}'"
    )
}
