//! The protocol against a server on loopback whose every response a test decides, hostile ones among
//! them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod attributes;
mod connections;
mod encodings;
mod injections;
mod json;
mod logout_requests;
mod outcomes;
mod properties;
mod proxies;
mod requests;
mod service_urls;
mod services;
mod single_logout;
mod support;
mod tickets;
mod traits;
mod transport;
mod upstream_faults;
mod users;
mod version_one;
