//! The commands: output, files written and files left alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod bundle;
mod check;
mod contributing;
mod generate;
mod guide;
mod interrupted;
mod real;
mod release;
mod spec_json;
