//! Incidents of a call that the state does not show afterward.

use genauth::authentication::FactorType;

/// Incidents of the current call, in order.
#[derive(Clone, Debug, Default)]
pub struct Happened(Vec<Incident>);

/// An incident.
#[derive(Clone, Debug, PartialEq)]
pub enum Incident {
    /// A user signed in, or failed to.
    SignIn {
        /// The user.
        user_id: String,
        /// Whether it succeeded.
        success: bool,
    },
    /// A second factor was verified.
    SecondFactor {
        /// The user.
        user_id: String,
        /// Type of the factor.
        factor: FactorType,
        /// Whether the proof was right.
        verified: bool,
    },
    /// A custom event was published.
    Published {
        /// Its code.
        code: String,
        /// Its data.
        data: serde_json::Value,
    },
}

impl Happened {
    /// Records an incident.
    pub fn add(&mut self, incident: Incident) {
        self.0.push(incident);
    }

    /// Returns the incidents since the last time.
    pub fn take(&mut self) -> Vec<Incident> {
        std::mem::take(&mut self.0)
    }
}
