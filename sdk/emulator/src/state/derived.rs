//! Indexes: data that can be built again from what is beside it.

use std::sync::OnceLock;

/// An index that is built at its first use. It is neither saved nor cloned, so that copies of the
/// state, which are mostly made to be written to disk, cost little.
pub struct Derived<T>(OnceLock<T>);

impl<T> Default for Derived<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> std::fmt::Debug for Derived<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Derived").finish_non_exhaustive()
    }
}

impl<T> Derived<T> {
    /// The index, built now if it has not been.
    pub fn get(&self, build: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(build)
    }

    /// Keeps up with a change of the data. Nothing happens before the index is built: that comes
    /// later, from the changed data.
    pub fn change(&mut self, change: impl FnOnce(&mut T)) {
        if let Some(built) = self.0.get_mut() {
            change(built);
        }
    }
}
