//! Documents of the vendor, and of others, are refused for a reason or result in facts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod foreign;
mod hostile;
mod map;
mod names;
mod nullable;
mod operations;
mod properties;
mod reading;
mod rig;
mod shapes;
mod snapshots;
