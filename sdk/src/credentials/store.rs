//! [`TokenStore`]: a place where processes share a management token.

use std::{
    error::Error as StdError,
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use crate::data::Secret;
use crate::transport::ManagementToken;

/// Why a [`TokenStore`] failed. Its text is logged, so it must hold no secret.
pub type StoreError = Box<dyn StdError + Send + Sync>;

/// What a [`TokenStore`] gives.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A place where several processes share one management token, so that a fleet of servers makes a
/// token request now and then rather than one each.
///
/// The client asks the store before it asks the server, and puts what the server gave into it. A
/// store that fails is no reason for a call to fail: the client goes on without it, and says so in a
/// `tracing` event. So does one that takes longer than two seconds. A token that the server has
/// refused is replaced in the store, and one that expires within a minute is not taken from it.
///
/// Each process makes one request for a token at a time, but processes do not wait for each other:
/// when several start with an empty store, each of them may make one.
///
/// Whoever can read the store can act as the access key, so it has to be as well
/// guarded as the access key itself.
///
/// [`ManagementToken::to_stored`] and [`ManagementToken::from_stored`] are the text to store.
pub trait TokenStore: Send + Sync + 'static {
    /// The token under this key; `None` if there is none.
    fn load<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<ManagementToken>>;

    /// Keeps a token under this key, at most until it expires.
    fn save<'a>(&'a self, key: &'a str, token: &'a ManagementToken) -> StoreFuture<'a, ()>;
}

impl ManagementToken {
    /// The token as text for a [`TokenStore`].
    pub fn to_stored(&self) -> Secret {
        let expires_at = self.expires_at().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let stored = json!({
            "accessToken": self.access_token().expose(),
            "userPoolId": self.user_pool_id(),
            "expiresAt": expires_at.map(|at| at.as_secs()),
        });
        Secret::new(stored.to_string())
    }

    /// The token that [`to_stored`](Self::to_stored) made this text of; `None` if it did not.
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

    /// How long the token is valid yet; nothing if that is not known.
    pub(crate) fn remaining(&self) -> Duration {
        let left = self.expires_at().and_then(|at| at.duration_since(SystemTime::now()).ok());
        left.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_token_comes_back() {
        let at = UNIX_EPOCH + Duration::from_secs(2_000_000_000);
        let token =
            ManagementToken::new("test-secret").with_user_pool_id("POOL_ID").with_expiry(at);
        let stored = token.to_stored();
        assert_eq!(ManagementToken::from_stored(stored.expose()), Some(token));
        let bare = ManagementToken::new("test-secret");
        assert_eq!(ManagementToken::from_stored(bare.to_stored().expose()), Some(bare));
    }

    #[test]
    fn anything_else_is_no_token() {
        for text in ["", "null", "{}", r#"{"accessToken":""}"#, r#"{"accessToken":7}"#, "[1]"] {
            assert_eq!(ManagementToken::from_stored(text), None, "{text}");
        }
    }
}
