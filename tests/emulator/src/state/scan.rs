//! Sign-ins by QR code and by push.

use serde::{Deserialize, Serialize};

/// Sign-ins by QR code and by push.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Scans {}

impl Scans {
    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, _user_id: &str) {}
}
