//! MFA factors, and enrolments that wait for their proof.

use serde::{Deserialize, Serialize};

/// MFA factors, and enrolments that wait for their proof.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Factors {}

impl Factors {
    /// The factors of a user.
    pub fn of_user<'a>(&'a self, _user_id: &'a str) -> impl Iterator<Item = &'a ()> {
        std::iter::empty()
    }

    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, _user_id: &str) {}
}
