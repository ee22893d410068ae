//! SAML at identity providers of other vendors, with a real browser and a real Redis.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod documents;
mod emulator;
mod keys;
mod peer;
mod redis;
mod refusals;
mod sign_in;
mod signatures;
