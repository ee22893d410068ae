//! [`ReplayStore`]: storage for the IDs of used responses.

use std::fmt;
use std::time::SystemTime;

use crate::credentials::StoreFuture;

/// Storage for the IDs of used assertions and login requests, shared by the processes of an
/// application.
///
/// Without it, a response that an attacker observed could be posted again until it expires. A
/// response is refused if the store fails ([`ReplayStore`](crate::SamlErrorKind::ReplayStore)).
///
/// ```
/// use std::time::SystemTime;
///
/// use genauth::StoreFuture;
/// use genauth::saml::{MemoryReplayStore, ReplayStore};
///
/// /// A store that prints the keys of used responses.
/// struct Logged(MemoryReplayStore);
///
/// impl ReplayStore for Logged {
///     fn insert<'a>(&'a self, key: &'a str, until: SystemTime) -> StoreFuture<'a, bool> {
///         println!("used: {key}");
///         self.0.insert(key, until)
///     }
/// }
/// ```
pub trait ReplayStore: Send + Sync + 'static {
    /// Stores a key until a time and returns `true`; returns `false` if it is stored already.
    ///
    /// Implementations must be atomic: of two concurrent calls with one key, one returns `true`.
    /// Checking first and storing afterwards is not enough. They must not remove a key before its
    /// time; without space for a new key, return an error. Keys may be stored longer.
    fn insert<'a>(&'a self, key: &'a str, until: SystemTime) -> StoreFuture<'a, bool>;
}

impl fmt::Debug for dyn ReplayStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReplayStore")
    }
}
