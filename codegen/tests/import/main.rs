//! A document of the vendor comes into the spec: what changes there, what is reported, and what stays.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod ours;
mod report;
mod rig;
