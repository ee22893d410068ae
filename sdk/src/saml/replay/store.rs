//! [`ReplayStore`]: storage for the IDs of used responses.

use std::time::Duration;

use crate::credentials::StoreFuture;

/// Storage for the IDs of used assertions and login requests, shared by the processes of an
/// application.
pub trait ReplayStore: Send + Sync + 'static {
    /// Stores a key for this time and returns `true`; returns `false` if it is stored already.
    ///
    /// Implementations must be atomic: of two concurrent calls with one key, one returns `true`.
    fn insert<'a>(&'a self, key: &'a str, lifetime: Duration) -> StoreFuture<'a, bool>;
}
