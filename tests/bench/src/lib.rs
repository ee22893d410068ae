//! Code shared by the benchmarks: a server in its own process, its responses, hand-written calls as
//! the baseline for the SDK, and an issuer of access tokens.

#![recursion_limit = "256"]

pub mod by_hand;
#[allow(missing_docs, reason = "they are those of the SDK")]
pub mod derived;
mod issuer;
mod process;
mod responses;

pub use issuer::{Issuer, ready};
pub use process::ServerProcess;
pub use responses::{page, small, token};
