//! A document of the vendor comes into the spec: what changes there, what is reported, and what stays.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod decisions;
mod hostile;
mod identity;
mod mutations;
mod nullable;
mod order;
mod ours;
mod removal;
mod report;
mod rig;
mod running;
mod series;
mod siblings;
mod surgery;
mod watch;
