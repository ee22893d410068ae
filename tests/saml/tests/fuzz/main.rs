//! Random changes of genuine responses: what is accepted has the identity that was signed.
//!
//! `GENAUTH_FUZZ` sets the number of documents of each test, and `GENAUTH_FUZZ_SEED` the first seed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

mod arbitrary;
mod campaign;
mod canonical;
mod markup;
mod mutation;
mod responses;
