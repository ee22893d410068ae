//! [`UserSession`]: the tokens of a signed-in user, which refresh themselves.

mod failure;
mod handle;
mod identity;
mod memory;
#[cfg(feature = "redis")]
mod redis;
mod refreshes;
mod renewal;
mod shared;
mod store;

pub(super) use failure::store_failed;
pub use handle::UserSession;
pub(crate) use identity::SessionIdentity;
pub use memory::MemorySessionStore;
#[cfg(feature = "redis")]
pub use redis::RedisSessionStore;
pub(super) use refreshes::Refreshes;
pub use store::{SessionStore, StoredSession};
