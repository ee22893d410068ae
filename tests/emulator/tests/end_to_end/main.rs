//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod control;
mod every_operation;
mod faults;
mod load;
mod parallel;
mod people;
mod refusals;
mod snapshots;
