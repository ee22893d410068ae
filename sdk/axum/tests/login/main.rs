//! Sign-in, sessions and sign-out of a web application, in a scripted browser: against the emulator,
//! and against a provider whose every response a test decides.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "fails the test")]

mod app;
mod browser;
mod caching;
mod cookies;
mod hostile;
mod logout;
mod middleware;
mod outages;
#[allow(dead_code, reason = "shared with the tests of OpenID Connect")]
#[path = "../../../../tests/oidc/tests/protocol/provider.rs"]
mod provider;
mod races;
mod redis;
mod refresh;
mod return_to;
mod scripted;
mod sealed;
mod secrecy;
#[allow(dead_code, reason = "shared with the tests of OpenID Connect")]
#[path = "../../../../tests/oidc/tests/protocol/session_support.rs"]
mod session_support;
mod sessions;
mod sign_in;
mod stores;
