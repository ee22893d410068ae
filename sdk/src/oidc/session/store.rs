//! [`SessionStore`]: storage for user sessions.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value};

use crate::clock::{seconds, time_of};
use crate::credentials::StoreFuture;
use crate::oidc::token::TokenSet;
use crate::oidc::verifier::LogoutTokenClaims;

/// A user session as stored. Serialized, it contains the tokens in plain text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StoredSession {
    /// The tokens of the user.
    pub tokens: TokenSet,
    /// The id of the user (`sub` of the ID token), if known.
    pub subject: Option<String>,
    /// The session at the provider (`sid` of the ID token), which logout tokens name.
    pub provider_session: Option<String>,
    /// The time of the sign-in.
    pub created_at: SystemTime,
    /// The number of changes, to detect those of other processes.
    pub version: u64,
}

impl StoredSession {
    pub(crate) fn new(tokens: TokenSet, created_at: SystemTime) -> Self {
        Self { tokens, subject: None, provider_session: None, created_at, version: 0 }
    }

    /// Returns whether a logout token ends the session: it names the session at the provider, or
    /// the user alone.
    pub fn is_ended_by(&self, logout: &LogoutTokenClaims) -> bool {
        match &logout.session_id {
            Some(_) => {
                self.provider_session == logout.session_id
                    && (logout.subject.is_none() || self.subject == logout.subject)
            }
            None => logout.subject.is_some() && self.subject == logout.subject,
        }
    }
}

/// Storage for user sessions, shared by the processes of an application.
///
/// Implementations must be atomic: [`replace`](Self::replace) must not bring back a session that was
/// removed, nor overwrite a newer one. Checking first and writing afterwards is not enough.
///
/// Read access to the store grants access to the sessions of all users.
///
/// ```
/// use genauth::StoreFuture;
/// use genauth::oidc::{LogoutTokenClaims, MemorySessionStore, SessionStore, StoredSession};
///
/// /// A store that prints new sessions.
/// #[derive(Clone)]
/// struct Logged(MemorySessionStore);
///
/// impl SessionStore for Logged {
///     fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>> {
///         self.0.load(id)
///     }
///
///     fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()> {
///         println!("a session of {:?}", session.subject);
///         self.0.insert(id, session)
///     }
///
///     fn replace<'a>(
///         &'a self,
///         id: &'a str,
///         version: u64,
///         session: &'a StoredSession,
///     ) -> StoreFuture<'a, bool> {
///         self.0.replace(id, version, session)
///     }
///
///     fn remove<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
///         self.0.remove(id)
///     }
///
///     fn remove_ended<'a>(&'a self, logout: &'a LogoutTokenClaims) -> StoreFuture<'a, u64> {
///         self.0.remove_ended(logout)
///     }
/// }
/// ```
pub trait SessionStore: Send + Sync + 'static {
    /// Loads the session with this id; `None` if there is none.
    fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>>;

    /// Stores a new session.
    fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()>;

    /// Replaces a session if it is stored and has this version; returns whether it did.
    fn replace<'a>(
        &'a self,
        id: &'a str,
        version: u64,
        session: &'a StoredSession,
    ) -> StoreFuture<'a, bool>;

    /// Removes a session, if it is stored.
    fn remove<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()>;

    /// Reserves the refresh of a session for this time, and returns `true`; returns `false` if it is
    /// reserved already.
    ///
    /// Processes that find it reserved wait for the result instead of sending the same refresh
    /// token: providers with reuse detection take a used one for stolen, and end the session. The
    /// default implementation does not coordinate processes; the loser of a race then uses the
    /// tokens of the winner if the provider lets it.
    fn reserve_refresh<'a>(&'a self, id: &'a str, time: Duration) -> StoreFuture<'a, bool> {
        let _ = (id, time);
        Box::pin(async { Ok(true) })
    }

    /// Ends a reservation of [`reserve_refresh`](Self::reserve_refresh).
    fn release_refresh<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        let _ = id;
        Box::pin(async { Ok(()) })
    }

    /// Removes the sessions that a logout token [ends](StoredSession::is_ended_by); returns their
    /// number.
    fn remove_ended<'a>(&'a self, logout: &'a LogoutTokenClaims) -> StoreFuture<'a, u64>;
}

impl Serialize for StoredSession {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tokens = serde_json::to_value(&self.tokens).map_err(serde::ser::Error::custom)?;
        let members = [
            ("tokens", Some(tokens)),
            ("subject", self.subject.clone().map(Value::from)),
            ("provider_session", self.provider_session.clone().map(Value::from)),
            ("created_at", Some(Value::from(seconds(self.created_at)))),
            ("version", Some(Value::from(self.version))),
        ];
        serializer
            .collect_map(members.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?))))
    }
}

impl<'de> Deserialize<'de> for StoredSession {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Map::<String, Value>::deserialize(deserializer)?;
        let invalid = |name: &str| D::Error::custom(format_args!("`{name}` is not valid"));
        let tokens = members.remove("tokens").ok_or_else(|| D::Error::missing_field("tokens"))?;
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            // Messages of serde_json can repeat values.
            tokens: serde_json::from_value(tokens).map_err(|_| invalid("tokens"))?,
            subject: text("subject"),
            provider_session: text("provider_session"),
            created_at: members
                .get("created_at")
                .and_then(Value::as_f64)
                .and_then(time_of)
                .ok_or_else(|| invalid("created_at"))?,
            version: members
                .get("version")
                .and_then(Value::as_u64)
                .ok_or_else(|| invalid("version"))?,
        })
    }
}

impl fmt::Debug for dyn SessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionStore")
    }
}
