//! [`SamlIdentity`]: the user of a verified response.

use std::time::SystemTime;

use super::attributes::Attributes;

/// The user of a verified response. Returned by
/// [`SamlClient::finish`](super::SamlClient::finish).
///
/// All fields but [`relay_state`](Self::relay_state) are read from the octets that the identity
/// provider signed. It contains no credential to call GenAuth with: look the user up with a
/// [`ManagementClient`](crate::ManagementClient).
///
/// `Debug` shows the name of the user, but no values of attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SamlIdentity {
    /// The name of the user (`NameID`). Identifies the user together with [`issuer`](Self::issuer).
    ///
    /// The documentation does not say which property of the user it is. A username or an email
    /// address can change, and can belong to another user later.
    pub name_id: NameId,
    /// The attributes of the user. Empty if the console has no `mappings`.
    pub attributes: Attributes,
    /// The session at the identity provider (`SessionIndex`).
    pub session_index: Option<String>,
    /// The time at which the user entered credentials (`AuthnInstant`). Compare it with the current
    /// time after [`force_authn`](super::LoginBuilder::force_authn).
    pub authenticated_at: SystemTime,
    /// The time at which the session of the user must end (`SessionNotOnOrAfter`). `None` if the
    /// identity provider sets no limit. The SDK checks it at the sign-in only.
    pub session_expires_at: Option<SystemTime>,
    /// How the user was authenticated (`AuthnContextClassRef`), for instance
    /// `urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport`.
    pub authn_context: Option<String>,
    /// The identity provider (`Issuer`).
    pub issuer: String,
    /// The ID of the assertion, for audit logs.
    pub assertion_id: String,
    /// Whether the response belongs to a login request of the application. `false` only after
    /// [`finish_unsolicited`](super::SamlClient::finish_unsolicited).
    pub is_solicited: bool,
    /// The value that the browser returned with. Not signed: pass a path to
    /// [`local_path`](super::local_path) before redirecting to it.
    pub relay_state: Option<String>,
}

/// The name of a user (SAML core, 2.2.3).
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
