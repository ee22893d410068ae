//! Lists that come in pages are walked to their end, and no further.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod every_operation;
mod numbered;
mod prefetch;
mod resume;
mod told;
mod users;
