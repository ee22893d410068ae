//! Code shared by the benchmarks: a server in its own process, its responses, and hand-written
//! calls as the baseline for the SDK.

#![recursion_limit = "256"]

mod answers;
pub mod by_hand;
#[allow(missing_docs, reason = "they are those of the SDK")]
pub mod derived;
mod process;

pub use answers::{page, small, token};
pub use process::ServerProcess;
