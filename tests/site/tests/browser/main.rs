//! The site in a browser: search, keyboard, screen readers, small screens, and strict policies.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "fails the test")]

mod accessibility;
mod layout;
mod policy;
mod queries;
mod search;
mod support;
