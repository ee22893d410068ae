//! Namespaces, resources and who may do what with them.

use serde::{Deserialize, Serialize};

/// Namespaces, resources and who may do what with them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Resources {}

impl Resources {
    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, _user_id: &str) {}
}
