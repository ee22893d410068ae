//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod access_keys;
mod applications;
mod captcha;
mod control;
mod custom_fields;
mod departments;
mod directory;
mod every_operation;
mod fastpass;
mod faults;
mod groups;
mod load;
mod management_token;
mod mfa;
mod oidc_authorize;
mod oidc_browser;
mod oidc_clients;
mod oidc_grants;
mod oidc_logout;
mod oidc_state;
mod oidc_tokens;
mod oidc_user_info;
mod organizations;
mod pagination;
mod parallel;
mod people;
mod pictures;
mod push;
mod qr_code;
mod refusals;
mod snapshots;
mod user_mfa;
mod user_search;
mod users;
