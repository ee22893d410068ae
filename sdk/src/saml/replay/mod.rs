//! Stores of used responses.

mod memory;
#[cfg(feature = "redis")]
mod redis;
mod store;

#[cfg(feature = "redis")]
pub use self::redis::RedisReplayStore;
pub use memory::MemoryReplayStore;
pub use store::ReplayStore;
