//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod access_keys;
mod applications;
mod captcha;
mod control;
mod custom_fields;
mod data_permissions;
mod departments;
mod directory;
mod every_operation;
mod fastpass;
mod faults;
mod groups;
mod inherited;
mod load;
mod management_token;
mod mfa;
mod organizations;
mod pagination;
mod parallel;
mod people;
mod permission_checks;
mod pictures;
mod push;
mod qr_code;
mod refusals;
mod resources;
mod roles;
mod snapshots;
mod user_mfa;
mod user_search;
mod users;
