//! [`Settings`]: what a client was built with.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use url::Url;

use super::metadata::IdpMetadata;
use super::replay::ReplayStore;
use crate::clock::Clock;

/// The settings of a [`SamlClient`](super::SamlClient).
pub(super) struct Settings {
    /// The page of GenAuth that starts a sign-in: `{app host}/api/v2/saml-idp/{app id}`.
    pub(super) idp_url: Url,
    /// The entity ID of the application.
    pub(super) entity_id: String,
    /// The URL that responses are posted to, exactly as the identity provider has it.
    pub(super) acs_url: String,
    /// The metadata of the identity provider, which can be replaced.
    pub(super) idp: RwLock<Arc<IdpMetadata>>,
    pub(super) allows_unsolicited: bool,
    /// The tolerance for clocks that differ.
    pub(super) leeway: Duration,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) replay_store: Arc<dyn ReplayStore>,
}

impl Settings {
    /// Returns the current metadata of the identity provider.
    pub(super) fn current_idp(&self) -> Arc<IdpMetadata> {
        Arc::clone(&self.idp.read().unwrap_or_else(PoisonError::into_inner))
    }
}
