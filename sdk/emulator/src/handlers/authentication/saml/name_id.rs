//! The name of the user in an assertion.

use super::{element, settings::Settings};
use crate::state::{State, saml::Request};

/// Format without a meaning.
pub(super) const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
const EMAIL: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
/// Formats that applications can request.
pub(super) const FORMATS: [&str; 4] = [UNSPECIFIED, EMAIL, PERSISTENT, TRANSIENT];

/// The name of a user.
#[derive(Debug)]
pub(super) struct NameId {
    pub format: String,
    pub value: String,
}

impl NameId {
    /// Returns the name of a user in the format that the application requests, or else the
    /// configured one; `None` if the user has no such name or the requested format is unknown.
    pub fn of(
        state: &mut State,
        settings: &Settings,
        request: &Request,
        user_id: &str,
    ) -> Option<Self> {
        let requested = request.name_id_format.as_deref().filter(|format| *format != UNSPECIFIED);
        if requested.is_some_and(|format| !FORMATS.contains(&format)) {
            return None;
        }
        let format = requested.or(settings.name_id_format.as_deref()).unwrap_or(UNSPECIFIED);
        let format = format.to_owned();
        let user = state.users.get(user_id)?;
        let value = match format.as_str() {
            EMAIL => user.profile.email.clone()?,
            PERSISTENT => user.id().to_owned(),
            TRANSIENT => element::new_id(state),
            _ => user.account_name().to_owned(),
        };
        Some(Self { format, value })
    }
}
