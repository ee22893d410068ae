//! [`Handle`]: the state that the clones of a session share.

use std::sync::{Arc, Mutex, OnceLock};

use super::refreshes::Refreshes;
use super::{SessionStore, StoredSession};
use crate::error::Error;
use crate::oidc::settings::Settings;

/// The state that the clones of a session share.
pub(super) struct Handle {
    pub(super) settings: Arc<Settings>,
    pub(super) refreshes: Arc<Refreshes>,
    pub(super) store: Option<Arc<dyn SessionStore>>,
    pub(super) id: String,
    pub(super) session: Mutex<Arc<StoredSession>>,
    /// The error of every call after the end of the session.
    pub(super) ended: OnceLock<Error>,
}

impl Handle {
    /// Returns the error of calls if the session has ended.
    pub(super) fn ended(&self) -> Option<Error> {
        self.ended.get().cloned()
    }
}
