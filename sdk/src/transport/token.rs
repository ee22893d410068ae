//! [`ManagementToken`] and [`TokenProvider`]: the tokens of management calls.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::data::Secret;
use crate::error::Error;

/// A token of the management API.
pub struct ManagementToken {
    access_token: Secret,
    user_pool_id: Option<String>,
    expires_at: Option<SystemTime>,
    /// Whether it is the access token of a user.
    of_user: bool,
    /// Whether the server has accepted it for a call.
    accepted: AtomicBool,
}

impl ManagementToken {
    /// Creates a token, with the user pool named in its claims. The signature is not verified; the
    /// server does that for each call.
    pub fn new(access_token: impl Into<Secret>) -> Self {
        let access_token = access_token.into();
        let claims = claims(access_token.expose());
        let user_pool_id = claims.as_ref().and_then(|it| it.get("scoped_userpool_id")?.as_str());
        let user_pool_id = user_pool_id.map(str::to_owned);
        let accepted = AtomicBool::new(false);
        Self { access_token, user_pool_id, expires_at: None, of_user: false, accepted }
    }

    /// Creates a token of a user, which is sent without a user pool.
    #[cfg(feature = "oidc")]
    pub(crate) fn of_user(access_token: Secret) -> Self {
        let accepted = AtomicBool::new(false);
        Self { access_token, user_pool_id: None, expires_at: None, of_user: true, accepted }
    }

    /// Sets the user pool, for tokens whose claims do not name it.
    #[must_use]
    pub fn with_user_pool_id(mut self, user_pool_id: impl Into<String>) -> Self {
        self.user_pool_id = Some(user_pool_id.into());
        self
    }

    /// Sets the expiry of the token.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: SystemTime) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// Returns the access token.
    pub fn access_token(&self) -> &Secret {
        &self.access_token
    }

    /// Returns the user pool of the token.
    pub fn user_pool_id(&self) -> Option<&str> {
        self.user_pool_id.as_deref()
    }

    /// Returns the name of the token in errors.
    pub(crate) fn label(&self) -> &'static str {
        if self.of_user { "the access token of the session" } else { "the management token" }
    }

    /// Returns whether it is the same access token.
    pub(crate) fn is(&self, other: Option<&Self>) -> bool {
        other.is_some_and(|other| other.access_token == self.access_token)
    }

    /// Records that the server has accepted the token for a call.
    pub(crate) fn accept(&self) {
        // It usually is recorded already, and reading does not contend with other threads.
        if !self.is_accepted() {
            self.accepted.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn is_accepted(&self) -> bool {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Returns whether it can be sent in a header: not empty, and visible ASCII only.
    pub(crate) fn is_sendable(&self) -> bool {
        let token = self.access_token.expose();
        !token.is_empty() && token.bytes().all(|it| it.is_ascii_graphic())
    }

    /// Returns the lifetime from `now` on according to the claims; `None` if they have none, or if
    /// it has passed, which means that one of the clocks is wrong.
    pub(crate) fn claimed_lifetime(&self, now: SystemTime) -> Option<Duration> {
        let claims = claims(self.access_token.expose())?;
        let time = |name: &str| {
            let seconds = Duration::try_from_secs_f64(claims.get(name)?.as_f64()?).ok()?;
            UNIX_EPOCH.checked_add(seconds)
        };
        let expires = time("exp")?;
        let left = expires.duration_since(now).ok();
        let total = time("iat").and_then(|issued| expires.duration_since(issued).ok());
        let shorter = match (left, total) {
            (Some(left), Some(total)) => Some(left.min(total)),
            (left, total) => left.or(total),
        };
        shorter.filter(|lifetime| !lifetime.is_zero())
    }

    /// Returns the expiry of the token, if known.
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

impl Clone for ManagementToken {
    fn clone(&self) -> Self {
        Self {
            access_token: self.access_token.clone(),
            user_pool_id: self.user_pool_id.clone(),
            expires_at: self.expires_at,
            of_user: self.of_user,
            accepted: AtomicBool::new(self.is_accepted()),
        }
    }
}

impl PartialEq for ManagementToken {
    fn eq(&self, other: &Self) -> bool {
        let Self { access_token, user_pool_id, expires_at, of_user: _, accepted: _ } = self;
        *access_token == other.access_token
            && *user_pool_id == other.user_pool_id
            && *expires_at == other.expires_at
    }
}

impl Eq for ManagementToken {}

/// Returns the claims of a JWT. The signature is not verified; the server does that.
fn claims(token: &str) -> Option<Value> {
    let claims = token.split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&claims).ok()
}

/// The future returned by [`TokenProvider::token`].
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Arc<ManagementToken>, Error>> + Send + 'a>>;

/// A provider of the tokens of management calls, for instance from a vault.
///
/// A client with an access key has its own provider, which requests and caches the token; see
/// [`ManagementClient::builder`](crate::ManagementClient::builder).
///
/// ```
/// use std::sync::Arc;
///
/// use genauth::{ManagementClient, ManagementToken, TokenFuture, TokenProvider};
///
/// struct Vault;
///
/// impl TokenProvider for Vault {
///     fn token<'a>(&'a self, _rejected: Option<&'a ManagementToken>) -> TokenFuture<'a> {
///         Box::pin(async { Ok(Arc::new(ManagementToken::new("TOKEN").with_user_pool_id("POOL"))) })
///     }
/// }
///
/// let admin = ManagementClient::with_token_provider(Vault).build()?;
/// # Ok::<(), genauth::Error>(())
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// Returns a token that is valid for the duration of a call. Called before each attempt, so
    /// cache the token in memory.
    ///
    /// `rejected` is the token that the server has just rejected, if any; return another one. This
    /// happens once per call, and again only if the server accepts the other token and later
    /// rejects it, too.
    ///
    /// # Errors
    ///
    /// Return an error, such as [`Error::Credential`], if there is no token; the call fails with
    /// it.
    fn token<'a>(&'a self, rejected: Option<&'a ManagementToken>) -> TokenFuture<'a>;
}

/// A fixed token, as long as the server accepts it.
impl TokenProvider for ManagementToken {
    fn token<'a>(&'a self, _rejected: Option<&'a Self>) -> TokenFuture<'a> {
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
    fn a_lifetime_is_read_from_the_claims() {
        let lifetime = |claims: &str| {
            let token = ManagementToken::new(format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims)));
            token.claimed_lifetime(UNIX_EPOCH + Duration::from_secs(1_000)).map(|it| it.as_secs())
        };
        assert_eq!(lifetime(r#"{"exp":4600}"#), Some(3_600));
        assert_eq!(lifetime(r#"{"exp":4600,"iat":1000}"#), Some(3_600));
        // A token that the server has issued before, and one by a clock that is ahead.
        assert_eq!(lifetime(r#"{"exp":1100,"iat":500}"#), Some(100));
        assert_eq!(lifetime(r#"{"exp":9000,"iat":8900}"#), Some(100));
        // By a clock that is behind.
        assert_eq!(lifetime(r#"{"exp":900,"iat":800}"#), Some(100));
        for odd in [r#"{"exp":900}"#, "{}", r#"{"exp":"x"}"#, r#"{"exp":-1}"#, r#"{"exp":1e300}"#] {
            assert_eq!(lifetime(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_token_invalid_as_a_header_value_is_not_sendable() {
        for token in ["", "a\rb", "a\n", "\0", "a b", "a\tb", "密"] {
            assert!(!ManagementToken::new(token).is_sendable(), "{token:?}");
        }
        assert!(ManagementToken::new("a.b-c_d~e+f/g==").is_sendable());
    }

    #[test]
    fn a_token_is_not_shown() {
        let token = ManagementToken::new("test-secret");
        assert!(!format!("{token:?}").contains("test-secret"));
    }
}
