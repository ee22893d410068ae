//! SAML at identity providers of other vendors.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
