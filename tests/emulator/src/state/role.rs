//! Roles and whom they are assigned to.

use serde::{Deserialize, Serialize};

/// Roles and whom they are assigned to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Roles {}

impl Roles {
    /// The roles a user has, by namespace and code: their own and those of these groups and
    /// departments.
    pub fn of_user(
        &self,
        _user_id: &str,
        _groups: &[String],
        _departments: &[String],
    ) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, _user_id: &str) {}
}
