//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod access_keys;
mod applications;
mod codes;
mod control;
mod custom_fields;
mod departments;
mod directory;
mod every_operation;
mod faults;
mod groups;
mod load;
mod management_token;
mod organizations;
mod pagination;
mod parallel;
mod people;
mod profile;
mod refusals;
mod sessions;
mod sign_in;
mod sign_up;
mod snapshots;
mod user_search;
mod users;
