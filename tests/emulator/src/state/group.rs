//! Groups of users.

use serde::{Deserialize, Serialize};

/// Groups of users.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Groups {}

impl Groups {
    /// The codes of the groups a user is in.
    pub fn of_user(&self, _user_id: &str) -> Vec<String> {
        Vec::new()
    }

    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, _user_id: &str) {}
}
