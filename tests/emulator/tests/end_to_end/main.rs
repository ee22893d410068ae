//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod codes;
mod every_operation;
mod people;
mod profile;
mod sessions;
mod sign_in;
mod sign_up;
