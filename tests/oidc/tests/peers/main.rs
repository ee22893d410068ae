//! Sign-in at a real OpenID provider with a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod emulator;
mod keys;
mod logout;
mod sdk;
mod sessions;
mod sign_in;
mod tokens;
