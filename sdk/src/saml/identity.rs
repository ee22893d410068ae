//! [`SamlIdentity`]: the user of a verified response.

use std::time::SystemTime;

use super::attributes::Attributes;

/// The user of a verified response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SamlIdentity {
    /// The name of the user (`NameID`).
    pub name_id: NameId,
    /// The attributes of the user.
    pub attributes: Attributes,
    /// The session at the identity provider (`SessionIndex`).
    pub session_index: Option<String>,
    /// The time at which the user entered credentials (`AuthnInstant`).
    pub authenticated_at: SystemTime,
    /// The time at which the session of the user must end (`SessionNotOnOrAfter`).
    pub session_expires_at: Option<SystemTime>,
    /// How the user was authenticated (`AuthnContextClassRef`).
    pub authn_context: Option<String>,
    /// The identity provider (`Issuer`).
    pub issuer: String,
    /// The ID of the assertion.
    pub assertion_id: String,
    /// Whether the response belongs to a login request of the application.
    pub is_solicited: bool,
    /// The value that the browser returned with. Not signed: pass a path to
    /// [`local_path`](super::local_path) before redirecting to it.
    pub relay_state: Option<String>,
}

/// The name of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NameId {
    /// The name, whole and unchanged. Never empty.
    pub value: String,
    /// The format, for instance `urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress`.
    pub format: Option<String>,
    /// The domain that qualifies the name.
    pub name_qualifier: Option<String>,
    /// The service provider that qualifies the name.
    pub sp_name_qualifier: Option<String>,
}
