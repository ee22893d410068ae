//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod codes;
mod control;
mod every_operation;
mod faults;
mod load;
mod parallel;
mod people;
mod profile;
mod refusals;
mod sessions;
mod sign_in;
mod sign_up;
mod snapshots;
