//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod every_operation;
mod oidc_authorize;
mod oidc_browser;
mod oidc_clients;
mod oidc_grants;
mod oidc_logout;
mod oidc_tokens;
mod oidc_user_info;
mod people;
