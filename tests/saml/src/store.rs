//! [`RecordingStore`]: a replay store that tests look into.

use std::{
    sync::{Arc, Mutex},
    time::SystemTime,
};

use genauth::{StoreError, StoreFuture, saml::ReplayStore};

/// A replay store that records its calls.
#[derive(Clone, Default)]
pub struct RecordingStore(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    calls: Vec<(String, SystemTime)>,
    fails: bool,
}

impl RecordingStore {
    /// Returns the keys and times of all calls, in their order.
    #[must_use]
    pub fn calls(&self) -> Vec<(String, SystemTime)> {
        self.0.lock().unwrap().calls.clone()
    }

    /// Lets all calls fail from now on, or no more.
    pub fn fail(&self, fails: bool) {
        self.0.lock().unwrap().fails = fails;
    }
}

impl ReplayStore for RecordingStore {
    fn insert<'a>(&'a self, key: &'a str, until: SystemTime) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            let mut state = self.0.lock().unwrap();
            let is_new = state.calls.iter().all(|(known, _)| known != key);
            state.calls.push((key.to_owned(), until));
            if state.fails { Err(StoreError::from("the store failed")) } else { Ok(is_new) }
        })
    }
}
