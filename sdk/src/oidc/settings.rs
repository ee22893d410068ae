//! [`Settings`]: what an OIDC client and its requests share.

use std::sync::Arc;

use super::provider::Provider;
use super::replay::UsedResponses;
use super::verifier::TokenVerifier;
use crate::clock::Clock;

/// What an OIDC client and its requests share.
pub(super) struct Settings {
    pub(super) provider: Arc<Provider>,
    pub(super) verifier: TokenVerifier,
    pub(super) redirect_uri: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) used: UsedResponses,
}

impl Settings {
    /// Returns the application id.
    pub(super) fn client_id(&self) -> &str {
        &self.provider.http.application().id
    }
}
