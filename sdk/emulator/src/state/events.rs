//! Events: the system events, and the custom ones of the pool.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Prefix of the codes of system events.
const SYSTEM: &str = "authing.";

/// A user signed in.
pub const LOGIN: &str = "authing.user.login";
/// A user was created.
pub const CREATED: &str = "authing.user.created";
/// The profile of a user was changed.
pub const UPDATED: &str = "authing.user.updated";
/// A user resigned.
pub const RESIGNED: &str = "authing.user.resigned";
/// A user was deleted.
pub const ACCOUNT_DELETED: &str = "authing.user.delete-account";
/// A second factor was verified.
pub const MFA: &str = "authing.security.mfa";

/// System events: ID, code and description.
const SYSTEM_EVENTS: [(&str, &str, &str); 6] = [
    ("1", CREATED, "User created"),
    ("2", LOGIN, "User signed in"),
    ("3", UPDATED, "User updated"),
    ("4", RESIGNED, "User resigned"),
    ("5", ACCOUNT_DELETED, "User account deleted"),
    ("6", MFA, "Second factor verified"),
];

/// Returns whether a code is reserved for system events.
pub fn is_system(code: &str) -> bool {
    code.starts_with(SYSTEM)
}

/// Custom events and the applications they belong to, in creation order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CustomEvents {
    apps: Vec<EventApp>,
    defined: Vec<Defined>,
}

/// An application of custom events.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventApp {
    /// Unique identifier.
    pub identifier: String,
    /// Name.
    pub name: String,
    /// Logo.
    pub logo: String,
}

/// An event that is defined.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Defined {
    /// ID.
    pub id: String,
    /// Code.
    pub code: String,
    /// Description.
    pub description: String,
}

impl CustomEvents {
    /// Adds an application.
    ///
    /// # Errors
    ///
    /// Returns an error if its identifier is already in use (409).
    pub fn add_app(&mut self, app: EventApp) -> Result<(), Failure> {
        if self.apps.iter().any(|other| other.identifier == app.identifier) {
            return Err(Failure::conflict("another event application has this `identifier`"));
        }
        self.apps.push(app);
        Ok(())
    }

    /// Returns all applications.
    pub fn apps(&self) -> &[EventApp] {
        &self.apps
    }

    /// Defines a custom event.
    ///
    /// # Errors
    ///
    /// Returns an error if its code is reserved for system events (422) or already in use (409).
    pub fn define(&mut self, event: Defined) -> Result<(), Failure> {
        if is_system(&event.code) {
            return Err(reserved());
        }
        if self.defined.iter().any(|other| other.code == event.code) {
            return Err(Failure::conflict("another event has this `eventType`"));
        }
        self.defined.push(event);
        Ok(())
    }

    /// Returns whether a custom event is defined.
    pub fn is_defined(&self, code: &str) -> bool {
        self.defined.iter().any(|event| event.code == code)
    }

    /// Returns system events and custom events.
    pub fn all(&self) -> Vec<Defined> {
        let system = SYSTEM_EVENTS.iter().map(|&(id, code, description)| Defined {
            id: id.to_owned(),
            code: code.to_owned(),
            description: description.to_owned(),
        });
        system.chain(self.defined.iter().cloned()).collect()
    }
}

/// Creates the failure for a code that only the server may publish (422).
pub fn reserved() -> Failure {
    Failure::rule("`eventType` is reserved for system events")
}
