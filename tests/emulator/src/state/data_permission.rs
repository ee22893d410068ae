//! Data resources, policies and whom they are given to.

use serde::{Deserialize, Serialize};

/// Data resources, policies and whom they are given to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DataPermissions {}

impl DataPermissions {
    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, _user_id: &str) {}
}
