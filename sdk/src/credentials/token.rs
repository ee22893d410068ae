//! [`ManagementToken`] and [`TokenProvider`]: where management calls get their token from.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::SystemTime};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use super::Secret;
use crate::error::Error;

/// A token of the management API.
#[derive(Clone, PartialEq, Eq)]
pub struct ManagementToken {
    access_token: Secret,
    user_pool_id: Option<String>,
    expires_at: Option<SystemTime>,
}

impl ManagementToken {
    /// A token, with the user pool that its claims name. The signature is not verified here: the
    /// server that issued the token does so with every call.
    pub fn new(access_token: impl Into<Secret>) -> Self {
        let access_token = access_token.into();
        let user_pool_id = user_pool_id(access_token.expose());
        Self { access_token, user_pool_id, expires_at: None }
    }

    /// Sets the user pool, for tokens that do not name it.
    #[must_use]
    pub fn with_user_pool_id(mut self, user_pool_id: impl Into<String>) -> Self {
        self.user_pool_id = Some(user_pool_id.into());
        self
    }

    /// Sets when the token expires.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: SystemTime) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// The token itself.
    pub fn access_token(&self) -> &Secret {
        &self.access_token
    }

    /// The user pool the token is for.
    pub fn user_pool_id(&self) -> Option<&str> {
        self.user_pool_id.as_deref()
    }

    /// Whether it is the same token for the server, whatever else is known of it.
    pub(crate) fn is(&self, other: Option<&Self>) -> bool {
        other.is_some_and(|other| other.access_token == self.access_token)
    }

    /// When the token expires, if that is known.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
}

impl fmt::Debug for ManagementToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagementToken")
            .field("access_token", &self.access_token)
            .field("user_pool_id", &self.user_pool_id)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// The user pool that a token is for, as its claims say.
fn user_pool_id(token: &str) -> Option<String> {
    let claims = token.split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims.get("scoped_userpool_id")?.as_str().map(str::to_owned)
}

/// What a [`TokenProvider`] gives.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Arc<ManagementToken>, Error>> + Send + 'a>>;

/// Gives the token that management calls are made with, for instance one from a vault.
///
/// A client with an access key has a provider of its own, which asks the server and keeps the
/// token; see [`ManagementClient::builder`](crate::ManagementClient::builder).
///
/// ```
/// use std::sync::Arc;
///
/// use genauth::{ManagementClient, ManagementToken, TokenFuture, TokenProvider};
///
/// struct Vault;
///
/// impl TokenProvider for Vault {
///     fn token<'a>(&'a self, _refused: Option<&'a ManagementToken>) -> TokenFuture<'a> {
///         Box::pin(async { Ok(Arc::new(ManagementToken::new("TOKEN").with_user_pool_id("POOL"))) })
///     }
/// }
///
/// let admin = ManagementClient::with_token_provider(Vault).build()?;
/// # Ok::<(), genauth::Error>(())
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// A token that is valid for the time of a call. This is asked before every attempt, so the
    /// answer should come from memory.
    ///
    /// `refused` is the token that the server has just refused, if there is one; another one has to
    /// be found then. This happens once a call.
    ///
    /// # Errors
    ///
    /// There is no token, [`Error::Credential`] for instance. The call fails with it.
    fn token<'a>(&'a self, refused: Option<&'a ManagementToken>) -> TokenFuture<'a>;
}

/// One token for ever, as long as the server takes it.
impl TokenProvider for ManagementToken {
    fn token<'a>(&'a self, _refused: Option<&'a Self>) -> TokenFuture<'a> {
        let token = Arc::new(self.clone());
        Box::pin(async { Ok(token) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_pool_is_read_from_the_claims() {
        // The claims hold characters that only the URL-safe alphabet has.
        let claims = URL_SAFE_NO_PAD.encode(r#"{"scoped_userpool_id":"POOL_ID","x":"???>>>~~~"}"#);
        assert!(claims.contains('_') || claims.contains('-'));
        let token = ManagementToken::new(format!("e30.{claims}.sig"));
        assert_eq!(token.user_pool_id(), Some("POOL_ID"));
        for odd in ["", "a", "a.b", "a.!!.c", "e30.e30.e30"] {
            assert_eq!(ManagementToken::new(odd).user_pool_id(), None, "{odd}");
        }
    }

    #[test]
    fn a_token_is_not_shown() {
        let token = ManagementToken::new("test-secret");
        assert!(!format!("{token:?}").contains("test-secret"));
    }
}
