//! The files of the site.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod addresses;
mod content;
mod golden;
mod hostile;
mod links;
mod programs;
mod samples;
mod structure;
mod support;
mod validity;
