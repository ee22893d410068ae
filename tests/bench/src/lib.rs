//! What the benchmarks have in common: a server in a process of its own, its answers, and the calls
//! by hand that the SDK is measured against.

#![recursion_limit = "256"]

mod answers;
pub mod by_hand;
#[allow(missing_docs, reason = "they are those of the SDK")]
pub mod derived;
mod process;

pub use answers::{page, small, token};
pub use process::ServerProcess;
