//! [`Event`] and its parts.

mod custom;
mod notice;
mod raw;
mod security;
mod texts;
mod user;

pub use custom::CustomEvent;
pub use notice::{Dropped, Gap};
pub use raw::RawEvent;
pub use security::SecurityEvent;
pub use user::UserEvent;

use super::EventCode;

/// An item of a [`Subscription`](super::Subscription): an event, or a report about missing events.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A user was created (`authing.user.created`).
    UserCreated(UserEvent),
    /// A user has signed in (`authing.user.login`).
    UserLogin(UserEvent),
    /// A user was changed (`authing.user.updated`).
    UserUpdated(UserEvent),
    /// A user has left the organization (`authing.user.resigned`).
    UserResigned(UserEvent),
    /// A user has deleted the account (`authing.user.delete-account`).
    UserAccountDeleted(UserEvent),
    /// A second factor was used (`authing.security.mfa`).
    SecurityMfa(SecurityEvent),
    /// An event that the user pool defines (`custom_…`).
    Custom(CustomEvent),
    /// An event unknown to this SDK version, preserved verbatim.
    Other(RawEvent),
    /// The subscription had no connection for a time. Events of that time are lost; reload the state
    /// that depends on them.
    Gap(Gap),
    /// Events were dropped because the buffer was full; see
    /// [`Overflow::DropOldest`](super::Overflow::DropOldest).
    Dropped(Dropped),
}

impl Event {
    /// Returns the kind of the event; `None` for messages without a kind, and for reports.
    pub fn code(&self) -> Option<&EventCode> {
        self.message().and_then(RawEvent::code)
    }

    /// Returns the event as the server sent it; `None` for [`Gap`](Self::Gap) and
    /// [`Dropped`](Self::Dropped).
    pub fn message(&self) -> Option<&RawEvent> {
        match self {
            Self::UserCreated(event)
            | Self::UserLogin(event)
            | Self::UserUpdated(event)
            | Self::UserResigned(event)
            | Self::UserAccountDeleted(event) => Some(event),
            Self::SecurityMfa(event) => Some(event),
            Self::Custom(event) => Some(event),
            Self::Other(event) => Some(event),
            Self::Gap(_) | Self::Dropped(_) => None,
        }
    }
}
