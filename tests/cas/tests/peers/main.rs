//! CAS at a server of another vendor, with a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod emulator;
mod logout;
mod peer;
mod sign_in;
mod tickets;
