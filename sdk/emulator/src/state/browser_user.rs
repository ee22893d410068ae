//! Users who are signed in to a browser.

use serde::{Deserialize, Serialize};

use super::second_factor::Method;
use crate::clock::Timestamp;

/// Lifetime of a browser sign-in, in seconds.
pub const BROWSER_SECONDS: i64 = 14 * 86_400;

/// A signed-in user, with the browser and the time of the sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserUser {
    /// The user.
    pub user_id: String,
    /// The browser, by the hash of its cookie.
    pub browser: String,
    /// Time of the sign-in.
    pub at: Timestamp,
    /// Second factors presented, in this sign-in or after it.
    #[serde(default)]
    pub second_factors: Vec<Method>,
}
