//! `docs`: the files it writes, those it leaves alone, and its messages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod documents;
mod files;
mod inputs;
mod interrupted;
mod threads;
