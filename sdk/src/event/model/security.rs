//! [`SecurityEvent`]: an event about multi-factor authentication.

use std::{fmt, ops::Deref};

use super::RawEvent;
use super::texts::Texts;

/// An event about multi-factor authentication.
///
/// The API documents no payload; everything that has no method here is in [`data`](RawEvent::data).
#[derive(Clone, PartialEq, Eq)]
pub struct SecurityEvent {
    raw: RawEvent,
    user_id: Option<String>,
    identity: Option<String>,
}

impl SecurityEvent {
    pub(in crate::event) fn new(raw: RawEvent) -> Self {
        let data = raw.object();
        let texts = Texts::of(&data, "user");
        let user_id = texts.find(&["userId", "user_id", "id", "_id", "sub"]);
        // The names of the parameter of the event code in public examples.
        let identity = texts.find(&["originalIdentity", "userIdentifier", "user"]);
        Self { raw, user_id, identity }
    }

    /// Returns the id of the user.
    pub fn user_id(&self) -> Option<&str> {
        self.user_id.as_deref()
    }

    /// Returns the identifier that the user has entered, for instance an email address.
    pub fn identity(&self) -> Option<&str> {
        self.identity.as_deref()
    }
}

impl Deref for SecurityEvent {
    type Target = RawEvent;

    fn deref(&self) -> &RawEvent {
        &self.raw
    }
}

/// Omits personal data.
impl fmt::Debug for SecurityEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecurityEvent")
            .field("code", &self.raw.code)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}
