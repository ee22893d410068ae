//! [`Entry`]: the part of a session that belongs to this crate.

use serde::{Deserialize, Serialize};

use crate::csrf::CsrfSecret;

/// The key of the entry in sessions of tower-sessions.
pub(super) const KEY: &str = "genauth";

/// The part of a session that belongs to this crate.
#[derive(Clone, Default, Serialize, Deserialize, PartialEq)]
pub(super) struct Entry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    csrf: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<SignedIn>,
}

/// A user who has signed in.
#[derive(Clone, Serialize, Deserialize, PartialEq)]
pub(super) struct SignedIn {
    /// The id of the tokens in the store, or of the session in encrypted cookies.
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) signed_in_at: u64,
    pub(super) seen_at: u64,
    /// The hash of the `state` of the sign-in, to recognize its callback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
}

impl Entry {
    pub(super) fn csrf(&self) -> Option<CsrfSecret> {
        self.csrf.as_deref().and_then(CsrfSecret::parse)
    }

    pub(super) fn set_csrf(&mut self, secret: &CsrfSecret) {
        self.csrf = Some(secret.text());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.csrf.is_none() && self.user.is_none()
    }
}
