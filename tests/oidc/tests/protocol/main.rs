//! The protocol against a provider on loopback whose every response a test decides, hostile ones
//! among them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod callback;
mod keys;
mod provider;
mod requests;
mod token_endpoint;
mod tokens;
mod upstream_faults;
