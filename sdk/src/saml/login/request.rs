//! [`LoginRequest`]: a login request that was sent.

use std::time::{Duration, SystemTime};

/// The time in which a sign-in must be finished.
pub(in crate::saml) const REQUEST_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// A login request (`AuthnRequest`). Keep it for the browser that signs in until its response
/// arrives. Implements `Serialize` and `Deserialize`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginRequest {
    pub(in crate::saml) url: String,
    pub(in crate::saml) id: String,
    pub(in crate::saml) relay_state: Option<String>,
    pub(in crate::saml) created_at: SystemTime,
}

impl LoginRequest {
    /// Returns the URL to redirect the browser to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the ID of the request, which its response names (`InResponseTo`).
    pub fn id(&self) -> &str {
        &self.id
    }
}
