//! Indexes: data that can be rebuilt from the data beside it.

use std::sync::OnceLock;

/// An index that is built on first use. It is neither saved nor cloned, so that copies of the
/// state, which are mostly written to disk, are cheap.
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
    /// Returns the index, building it on first use.
    pub fn get(&self, build: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(build)
    }

    /// Applies a change of the data to the index. Before the index is built, this has no effect: it
    /// is built later from the changed data.
    pub fn change(&mut self, change: impl FnOnce(&mut T)) {
        if let Some(built) = self.0.get_mut() {
            change(built);
        }
    }
}
