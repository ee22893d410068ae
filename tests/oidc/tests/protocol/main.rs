//! The protocol against a provider on loopback whose every response a test decides, hostile ones
//! among them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod allocations;
mod callback;
mod compatibility;
mod id_tokens;
mod keys;
mod provider;
mod requests;
mod session_calls;
mod session_failures;
mod session_store;
mod session_support;
mod sessions;
mod token_endpoint;
mod tokens;
mod upstream_faults;
