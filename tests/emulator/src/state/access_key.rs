//! Access keys of administrators.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Access keys by id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccessKeys(BTreeMap<String, AccessKey>);

/// An access key. Its secret is needed whole to check signatures, so it is kept as it is.
#[derive(Clone, Serialize, Deserialize)]
pub struct AccessKey {
    /// Its secret.
    pub secret: String,
    /// Whether it may be used.
    pub enabled: bool,
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("AccessKey").field("enabled", &self.enabled).finish_non_exhaustive()
    }
}

impl AccessKeys {
    /// Adds one.
    pub fn insert(&mut self, id: &str, secret: &str) {
        self.0.insert(id.to_owned(), AccessKey { secret: secret.to_owned(), enabled: true });
    }

    /// The one with this id, if it may be used.
    pub fn get(&self, id: &str) -> Option<&AccessKey> {
        self.0.get(id).filter(|key| key.enabled)
    }
}
