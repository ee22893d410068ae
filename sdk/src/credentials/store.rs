//! [`TokenStore`]: storage for a management token shared by several processes.

use std::{
    error::Error as StdError,
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use crate::data::Secret;
use crate::transport::ManagementToken;

/// Error returned by a [`TokenStore`]. Its text is logged, so it must not contain a secret.
pub type StoreError = Box<dyn StdError + Send + Sync>;

/// The future returned by a [`TokenStore`].
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Storage for a management token shared by several processes, so that a fleet of servers makes few
/// token requests.
///
/// The client looks for a token in the store before requesting one, and saves new tokens. A store
/// that fails or takes longer than two seconds does not fail the call: the client continues without
/// it and emits a `tracing` event. A token that the server has rejected is replaced in the store,
/// and one that expires within a minute is ignored.
///
/// Each process makes one token request at a time, but processes do not wait for each other:
/// several processes that start with an empty store may each make one.
///
/// Read access to the store grants the permissions of the access key, so protect it like the access
/// key.
///
/// [`ManagementToken::to_stored`] and [`ManagementToken::from_stored`] convert a token to and from
/// text.
pub trait TokenStore: Send + Sync + 'static {
    /// Loads the token with this key; `None` if there is none.
    fn load<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<ManagementToken>>;

    /// Saves a token with this key, at most until it expires.
    fn save<'a>(&'a self, key: &'a str, token: &'a ManagementToken) -> StoreFuture<'a, ()>;
}

impl ManagementToken {
    /// Converts the token to text for a [`TokenStore`].
    pub fn to_stored(&self) -> Secret {
        let expires_at = self.expires_at().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let stored = json!({
            "accessToken": self.access_token().expose(),
            "userPoolId": self.user_pool_id(),
            "expiresAt": expires_at.map(|at| at.as_secs()),
        });
        Secret::new(stored.to_string())
    }

    /// Converts text of [`to_stored`](Self::to_stored) back to a token; `None` for any other text.
    pub fn from_stored(text: &str) -> Option<Self> {
        let stored: Value = serde_json::from_str(text).ok()?;
        let token = stored.get("accessToken")?.as_str().filter(|token| !token.is_empty())?;
        let mut token = Self::new(token);
        if let Some(user_pool_id) = stored.get("userPoolId").and_then(Value::as_str) {
            token = token.with_user_pool_id(user_pool_id);
        }
        if let Some(seconds) = stored.get("expiresAt").and_then(Value::as_u64) {
            token = token.with_expiry(UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?);
        }
        Some(token)
    }

    /// Returns the remaining lifetime; zero if unknown.
    pub(crate) fn remaining(&self) -> Duration {
        let left = self.expires_at().and_then(|at| at.duration_since(SystemTime::now()).ok());
        left.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_token_survives_a_round_trip() {
        let at = UNIX_EPOCH + Duration::from_secs(2_000_000_000);
        let token =
            ManagementToken::new("test-secret").with_user_pool_id("POOL_ID").with_expiry(at);
        let stored = token.to_stored();
        assert_eq!(ManagementToken::from_stored(stored.expose()), Some(token));
        let bare = ManagementToken::new("test-secret");
        assert_eq!(ManagementToken::from_stored(bare.to_stored().expose()), Some(bare));
    }

    #[test]
    fn other_text_is_rejected() {
        for text in ["", "null", "{}", r#"{"accessToken":""}"#, r#"{"accessToken":7}"#, "[1]"] {
            assert_eq!(ManagementToken::from_stored(text), None, "{text}");
        }
    }
}
