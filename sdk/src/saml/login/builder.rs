//! [`LoginBuilder`]: the options of a login request.

use std::sync::Arc;

use super::LoginRequest;
use crate::error::{Error, SamlError, SamlErrorKind};
use crate::saml::settings::Settings;

/// Options of a login request. Created by [`SamlClient::login`](crate::saml::SamlClient::login).
#[derive(Clone)]
#[must_use = "a login request is created by `build`"]
pub struct LoginBuilder {
    settings: Arc<Settings>,
    relay_state: Option<String>,
    force_authn: bool,
}

impl LoginBuilder {
    pub(in crate::saml) fn new(settings: Arc<Settings>) -> Self {
        Self { settings, relay_state: None, force_authn: false }
    }

    /// Sets a value of at most 80 bytes that the browser returns with.
    pub fn relay_state(mut self, relay_state: impl Into<String>) -> Self {
        self.relay_state = Some(relay_state.into());
        self
    }

    /// Requires that the user enters credentials, whatever session there is.
    pub fn force_authn(mut self) -> Self {
        self.force_authn = true;
        self
    }

    /// Creates the request.
    pub fn build(self) -> Result<LoginRequest, Error> {
        let _ = (&self.settings.entity_id, self.relay_state, self.force_authn);
        Err(SamlError::new(SamlErrorKind::InvalidRequest, "skeleton").into())
    }
}
