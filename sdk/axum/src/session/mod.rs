//! Sessions of browsers.

mod context;
mod csrf;
mod entry;
mod genuine;
mod layer;
mod ledger;
mod pages;
mod pending;
#[cfg(feature = "redis")]
mod redis;
mod request;
mod require;
mod running;
mod sealed;
mod sign;
mod state;
mod stored;
mod stores;
mod web;

pub(crate) use context::{Backend, Context, Paths, PendingStore};
pub use csrf::Csrf;
pub use layer::{SessionLayer, SessionService};
pub(crate) use ledger::Ledger;
pub(crate) use pages::Page;
pub(crate) use pending::{Pending, hash_of};
#[cfg(feature = "redis")]
pub(crate) use redis::RedisStore;
pub(crate) use request::{is_prefetch, no_store};
pub use require::RequireUser;
pub(crate) use running::Running;
pub(crate) use stores::{MemoryStore, Users, WebStore};
pub use web::WebSession;
