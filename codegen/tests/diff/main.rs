//! The command `diff`: what it reads, what it finds, and what it prints.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod exit;
mod inputs;
mod inputs_bundles;
mod inputs_git;
mod outputs;
mod versions;
