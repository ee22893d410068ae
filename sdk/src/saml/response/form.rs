//! [`SamlResponse`]: a response as the browser posts it.

use crate::error::Error;

/// A response as the browser posts it. Nothing of it is verified.
#[derive(Clone)]
pub struct SamlResponse {
    pub(super) xml: String,
    pub(super) relay_state: Option<String>,
}

impl SamlResponse {
    /// Reads the body of the form that the browser posts: `SAMLResponse` and `RelayState`.
    pub fn from_form(body: &str) -> Result<Self, Error> {
        let _ = body;
        Ok(Self { xml: String::new(), relay_state: None })
    }

    /// Returns the ID of the login request that the response claims to belong to, to look it up
    /// among those of the browser. Not verified.
    pub fn in_response_to(&self) -> Option<&str> {
        None
    }

    /// Returns the value that the browser returned with. Not trustworthy.
    pub fn relay_state(&self) -> Option<&str> {
        self.relay_state.as_deref()
    }
}
