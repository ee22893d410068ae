//! Organisations and their departments.

use serde::{Deserialize, Serialize};

/// Organisations and their departments.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Organizations {}

impl Organizations {
    /// The ids of the departments a user is in, and of those above them, the root included.
    pub fn of_user(&self, _user_id: &str) -> Vec<String> {
        Vec::new()
    }

    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, _user_id: &str) {}
}
