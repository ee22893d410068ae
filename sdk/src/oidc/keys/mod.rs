//! The keys of a provider: parsing a JWK set, selecting a key, caching.

mod cache;
mod jwk;
mod set;

pub(super) use cache::{CachePolicy, Cached};
pub(super) use jwk::HmacKey;
pub(super) use set::{KeySet, Selection};
