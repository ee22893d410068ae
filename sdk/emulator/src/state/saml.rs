//! SAML authentication requests.

use serde::{Deserialize, Serialize};

/// A SAML authentication request of an application, or a sign-in that started here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The application.
    pub app_id: String,
    /// Destination of the response (assertion consumer service).
    pub acs_url: String,
    /// ID of the request; `None` if the sign-in started here.
    pub id: Option<String>,
    /// Entity ID of the application (`Issuer`).
    pub issuer: Option<String>,
    /// Requested format of the name of the user.
    pub name_id_format: Option<String>,
    /// The `RelayState` parameter, returned verbatim.
    pub relay_state: Option<String>,
}
