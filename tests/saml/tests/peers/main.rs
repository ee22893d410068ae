//! SAML at identity providers of other vendors, with a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod documents;
mod emulator;
mod keys;
mod peer;
mod refusals;
mod sign_in;
mod signatures;
