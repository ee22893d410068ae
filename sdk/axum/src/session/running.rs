//! [`Running`]: callbacks that are being finished.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The callbacks that are being finished, by the hash of their `state`. A browser sends one twice if
/// the user clicks twice or reloads the page; the second one must not show an error.
#[derive(Default)]
pub(crate) struct Running(Mutex<HashMap<String, usize>>);

/// A callback that is being finished, until it is dropped.
pub(crate) struct Turn<'a> {
    running: &'a Running,
    hash: String,
    is_first: bool,
}

impl Running {
    pub(crate) fn begin(&self, hash: &str) -> Turn<'_> {
        let mut counts = self.counts();
        let count = counts.entry(hash.to_owned()).or_default();
        *count += 1;
        Turn { running: self, hash: hash.to_owned(), is_first: *count == 1 }
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Returns whether no other request was finishing the callback when this one began.
    pub(crate) fn is_first(&self) -> bool {
        self.is_first
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut counts = self.running.counts();
        if let Some(count) = counts.get_mut(&self.hash) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.hash);
            }
        }
    }
}
