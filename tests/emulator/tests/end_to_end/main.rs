//! The emulator through the public SDK alone.

#![allow(clippy::unwrap_used, reason = "tests")]
mod every_operation;
mod people;
