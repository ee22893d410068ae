//! The metadata of the application.

use crate::saml::settings::Settings;

/// Returns the metadata of the application as XML.
pub(in crate::saml) fn sp_metadata(settings: &Settings) -> String {
    settings.entity_id.clone()
}
