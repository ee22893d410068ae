//! [`SamlClientBuilder`]: the options of a [`SamlClient`].

use std::sync::{Arc, RwLock};
use std::time::Duration;

use url::Url;

use super::client::SamlClient;
use super::metadata::IdpMetadata;
use super::replay::{MemoryReplayStore, ReplayStore};
use super::settings::Settings;
use crate::clock::{Clock, SystemClock};
use crate::error::{ConfigError, Error};

/// Options of a [`SamlClient`]. Created by
/// [`AuthenticationClient::saml`](crate::AuthenticationClient::saml).
#[derive(Clone)]
#[must_use]
pub struct SamlClientBuilder {
    idp_url: Result<Url, Error>,
    entity_id: Option<String>,
    acs_url: Option<String>,
    idp: Option<IdpMetadata>,
    allows_unsolicited: bool,
    leeway: Duration,
    clock: Arc<dyn Clock>,
    replay_store: Arc<dyn ReplayStore>,
}

impl SamlClientBuilder {
    pub(crate) fn new(idp_url: Result<Url, Error>) -> Self {
        Self {
            idp_url,
            entity_id: None,
            acs_url: None,
            idp: None,
            allows_unsolicited: false,
            leeway: Duration::from_secs(60),
            clock: Arc::new(SystemClock),
            replay_store: Arc::new(MemoryReplayStore::new()),
        }
    }

    /// Sets the entity ID of the application, the audience of its assertions.
    pub fn entity_id(mut self, entity_id: impl Into<String>) -> Self {
        self.entity_id = Some(entity_id.into());
        self
    }

    /// Sets the URL that responses are posted to (assertion consumer service), exactly as in the
    /// console.
    pub fn acs_url(mut self, url: impl Into<String>) -> Self {
        self.acs_url = Some(url.into());
        self
    }

    /// Sets the metadata of the identity provider, with the keys that verify its signatures.
    pub fn idp_metadata(mut self, metadata: IdpMetadata) -> Self {
        self.idp = Some(metadata);
        self
    }

    /// Allows responses to no login request, which start at the identity provider.
    pub fn allow_unsolicited(mut self) -> Self {
        self.allows_unsolicited = true;
        self
    }

    /// Sets the tolerance for clocks that differ; one minute by default, five at most.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets the store of used responses, which the processes of an application share; the memory of
    /// this process by default.
    pub fn replay_store(mut self, store: impl ReplayStore) -> Self {
        self.replay_store = Arc::new(store);
        self
    }

    /// Sets the clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Builds the client. Nothing is sent.
    pub fn build(self) -> Result<SamlClient, Error> {
        let entity_id = self.entity_id.ok_or_else(|| ConfigError::new("no entity ID is set"))?;
        let acs_url = self.acs_url.ok_or_else(|| ConfigError::new("no ACS URL is set"))?;
        let idp = self.idp.ok_or_else(|| ConfigError::new("no metadata is set"))?;
        Ok(SamlClient::from_settings(Arc::new(Settings {
            idp_url: self.idp_url?,
            entity_id,
            acs_url,
            idp: RwLock::new(Arc::new(idp)),
            allows_unsolicited: self.allows_unsolicited,
            leeway: self.leeway,
            clock: self.clock,
            replay_store: self.replay_store,
        })))
    }
}
