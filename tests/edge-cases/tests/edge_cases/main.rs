//! Code generated from edge cases of specs behaves like the SDK.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

// Examples in the generated documentation call the crate `genauth`.
extern crate genauth_edge_cases as genauth;

mod debug;
mod examples;
mod generated;
mod operations;
mod pages;
mod requests;
mod round_trips;
mod support;
