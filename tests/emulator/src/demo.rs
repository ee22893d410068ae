//! The credentials that every emulator knows from the start.

/// The id of the application.
pub const APP_ID: &str = "APP_ID";
/// The id of the access key.
pub const ACCESS_KEY_ID: &str = "ACCESS_KEY_ID";
/// The secret of both.
pub const SECRET: &str = "test-secret";
/// The id of the user pool.
pub const POOL_ID: &str = "POOL_ID";
