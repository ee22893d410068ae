//! Access keys of administrators.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::expiring::Expiring;
use crate::clock::Timestamp;

/// Access keys by id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccessKeys {
    keys: BTreeMap<String, AccessKey>,
    /// Nonces of signed requests, until they expire.
    nonces: Expiring<()>,
}

/// An access key. Checking signatures requires its plain secret, so it is not hashed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct AccessKey {
    /// Its secret.
    pub secret: String,
    /// Whether it may be used.
    pub enabled: bool,
    /// Its type: `userpool`.
    pub kind: String,
    /// The administrator it belongs to.
    pub user_id: Option<String>,
    /// The tenant it belongs to.
    pub tenant: Option<String>,
    /// Creation time.
    pub created: Timestamp,
    /// Time of the last use.
    pub used: Option<Timestamp>,
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("AccessKey").field("enabled", &self.enabled).finish_non_exhaustive()
    }
}

impl AccessKeys {
    /// Adds an access key of the user pool.
    pub fn insert(&mut self, id: &str, secret: &str) {
        let key = AccessKey {
            secret: secret.to_owned(),
            enabled: true,
            kind: "userpool".to_owned(),
            ..AccessKey::default()
        };
        self.add(id, key);
    }

    /// Adds an access key.
    pub fn add(&mut self, id: &str, key: AccessKey) {
        self.keys.insert(id.to_owned(), key);
    }

    /// Returns the access key with this ID, if it is enabled.
    pub fn get(&self, id: &str) -> Option<&AccessKey> {
        self.any(id).filter(|key| key.enabled)
    }

    /// Returns the access key with this ID, even if it is disabled.
    pub fn any(&self, id: &str) -> Option<&AccessKey> {
        self.keys.get(id)
    }

    /// Returns the access key with this ID, for changes.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut AccessKey> {
        self.keys.get_mut(id)
    }

    /// Returns all access keys with their IDs, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &AccessKey)> {
        let mut all: Vec<(&String, &AccessKey)> = self.keys.iter().collect();
        all.sort_by_key(|(id, key)| (key.created, *id));
        all.into_iter()
    }

    /// Removes an access key, which invalidates its tokens.
    pub fn remove(&mut self, id: &str) -> bool {
        self.keys.remove(id).is_some()
    }

    /// Records the nonce of a signed request until `forgotten`. Returns `false` if the nonce is
    /// already recorded.
    pub fn take_nonce(&mut self, nonce: &str, forgotten: Timestamp, now: Timestamp) -> bool {
        let is_new = self.nonces.get(nonce).is_none();
        self.nonces.insert(nonce, (), forgotten.plus_seconds(1), now);
        is_new
    }

    /// Records a use.
    pub fn used(&mut self, id: &str, now: Timestamp) {
        if let Some(key) = self.keys.get_mut(id) {
            key.used = Some(now);
        }
    }
}
