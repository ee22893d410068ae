//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod access_keys;
mod applications;
mod captcha;
mod codes;
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
mod organizations;
mod pagination;
mod parallel;
mod people;
mod pictures;
mod profile;
mod push;
mod qr_code;
mod refusals;
mod sessions;
mod sign_in;
mod sign_up;
mod snapshots;
mod user_mfa;
mod user_search;
mod users;
