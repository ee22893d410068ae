//! [`TokenSet`]: the tokens of a user or an application.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value};

use crate::clock::{Clock as _, SystemClock, seconds, time_of};
use crate::data::Secret;
use crate::error::{Error, OidcError, OidcErrorKind as Kind};
use crate::oidc::jwt::unverified_claims;

/// An access token is refreshed this long before it expires.
const MARGIN: Duration = Duration::from_secs(30);

/// The tokens that the token endpoint issued.
///
/// Tokens are hidden in `Debug`. Serialized, they are plain text; store them like passwords.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use genauth::oidc::TokenSet;
///
/// let tokens = TokenSet::new("ACCESS_TOKEN").with_lifetime(Duration::from_secs(3_600));
/// assert!(!tokens.is_expired_at(SystemTime::now()));
/// assert!(!format!("{tokens:?}").contains("ACCESS_TOKEN"));
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct TokenSet {
    /// The access token, sent as `authorization: Bearer`.
    pub access_token: Secret,
    /// The expiry of the access token; `None` if unknown.
    pub expires_at: Option<SystemTime>,
    /// The refresh token, if the scope `offline_access` was granted.
    pub refresh_token: Option<Secret>,
    /// The ID token. Its claims are verified before the set is returned.
    pub id_token: Option<Secret>,
    /// The granted scopes; empty if they are those requested.
    pub scopes: Vec<String>,
    /// The members of the response without a field.
    pub extra: Map<String, Value>,
    /// The lifetime of the access token.
    lifetime: Option<Duration>,
}

fn invalid(problem: impl Into<String>) -> Error {
    OidcError::new(Kind::InvalidTokenResponse, problem).into()
}

impl TokenSet {
    /// Creates a set of an access token, for instance of a sign-in through the API.
    pub fn new(access_token: impl Into<Secret>) -> Self {
        Self {
            access_token: access_token.into(),
            expires_at: None,
            refresh_token: None,
            id_token: None,
            scopes: Vec::new(),
            extra: Map::new(),
            lifetime: None,
        }
    }

    /// Sets the lifetime of the access token, counted from now.
    #[must_use]
    pub fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self.expires_at = SystemClock.now().checked_add(lifetime);
        self
    }

    /// Sets the refresh token.
    #[must_use]
    pub fn with_refresh_token(mut self, refresh_token: impl Into<Secret>) -> Self {
        self.refresh_token = Some(refresh_token.into());
        self
    }

    /// Sets the ID token.
    #[must_use]
    pub fn with_id_token(mut self, id_token: impl Into<Secret>) -> Self {
        self.id_token = Some(id_token.into());
        self
    }

    /// Returns whether the access token is expired at this time; `false` if the expiry is unknown.
    pub fn is_expired_at(&self, time: SystemTime) -> bool {
        self.expires_at.is_some_and(|at| at <= time)
    }

    /// Returns whether the access token should be refreshed at this time: it expires soon, measured
    /// by its lifetime.
    pub(crate) fn is_due_at(&self, time: SystemTime) -> bool {
        let margin = self.lifetime.map_or(MARGIN, |lifetime| MARGIN.min(lifetime / 4));
        self.is_expired_at(time.checked_add(margin).unwrap_or(time))
    }

    /// Reads a token response (RFC 6749 §5.1). `previous` is the set that was refreshed, whose
    /// refresh token and ID token stay unless replaced.
    pub(crate) fn from_response(
        mut members: Map<String, Value>,
        now: SystemTime,
        previous: Option<&Self>,
    ) -> Result<Self, Error> {
        let mut text = |name: &str| match members.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(invalid(format!("`{name}` of the token response is not a string"))),
        };
        // A missing type is taken for Bearer; it is case-insensitive.
        if let Some(kind) = text("token_type")?.filter(|it| !it.eq_ignore_ascii_case("bearer")) {
            let kind: String = kind.chars().take(30).collect();
            return Err(OidcError::new(
                Kind::UnsupportedTokenType,
                format!("the token type {kind:?} is not supported; expected Bearer"),
            )
            .into());
        }
        let access_token = text("access_token")?
            .map(Secret::new)
            .ok_or_else(|| invalid("the token response has no `access_token`"))?;
        let refresh_token = text("refresh_token")?.map(Secret::new);
        let id_token = text("id_token")?.map(Secret::new);
        let scopes = text("scope")?.unwrap_or_default();
        let scopes: Vec<String> = scopes.split_whitespace().map(str::to_owned).collect();
        let lifetime = match members.remove("expires_in") {
            None | Some(Value::Null) => None,
            Some(value) => Some(lifetime(&value).ok_or_else(|| {
                invalid("`expires_in` of the token response is not a number of seconds")
            })?),
        };
        let claimed = || {
            let expires = claimed_expiry(access_token.expose())?;
            expires.duration_since(now).ok()
        };
        let lifetime =
            lifetime.or_else(claimed).or_else(|| previous.and_then(|previous| previous.lifetime));
        Ok(Self {
            expires_at: lifetime.and_then(|lifetime| now.checked_add(lifetime)),
            refresh_token: refresh_token
                .or_else(|| previous.and_then(|previous| previous.refresh_token.clone())),
            id_token: id_token.or_else(|| previous.and_then(|previous| previous.id_token.clone())),
            scopes: match previous {
                Some(previous) if scopes.is_empty() => previous.scopes.clone(),
                _ => scopes,
            },
            extra: members,
            access_token,
            lifetime,
        })
    }
}

/// Reads a lifetime in seconds, which some servers send as text.
fn lifetime(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<u64>().ok()? as f64,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

/// Returns the expiry in an access token, which is only a hint: the signature is not verified.
fn claimed_expiry(token: &str) -> Option<SystemTime> {
    unverified_claims(token)?.time("exp").ok()?.and_then(time_of)
}

/// Shows the names of the other members, which may be tokens as well.
impl fmt::Debug for TokenSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSet")
            .field("access_token", &self.access_token)
            .field("expires_at", &self.expires_at)
            .field("refresh_token", &self.refresh_token)
            .field("id_token", &self.id_token)
            .field("scopes", &self.scopes)
            .field("extra", &self.extra.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl Serialize for TokenSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = |secret: &Option<Secret>| secret.as_ref().map(|it| Value::from(it.expose()));
        let members = [
            ("access_token", Some(Value::from(self.access_token.expose()))),
            ("expires_at", self.expires_at.map(|at| Value::from(seconds(at)))),
            ("refresh_token", text(&self.refresh_token)),
            ("id_token", text(&self.id_token)),
            ("scope", Some(self.scopes.join(" ")).filter(|it| !it.is_empty()).map(Value::from)),
            ("lifetime", self.lifetime.map(|it| Value::from(it.as_secs_f64()))),
            ("extra", Some(&self.extra).filter(|it| !it.is_empty()).cloned().map(Value::from)),
        ];
        serializer
            .collect_map(members.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?))))
    }
}

impl<'de> Deserialize<'de> for TokenSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Map::<String, Value>::deserialize(deserializer)?;
        let invalid = |name: &str| D::Error::custom(format_args!("`{name}` is not valid"));
        let mut text = |name: &str| match members.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(invalid(name)),
        };
        let access_token =
            text("access_token")?.ok_or_else(|| D::Error::missing_field("access_token"))?;
        let (refresh_token, id_token) = (text("refresh_token")?, text("id_token")?);
        let scopes = text("scope")?.unwrap_or_default();
        let mut number = |name: &str| match members.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_f64().map(Some).ok_or_else(|| invalid(name)),
        };
        let (expires_at, lifetime) = (number("expires_at")?, number("lifetime")?);
        Ok(Self {
            access_token: Secret::new(access_token),
            expires_at: expires_at.and_then(time_of),
            refresh_token: refresh_token.map(Secret::new),
            id_token: id_token.map(Secret::new),
            scopes: scopes.split_whitespace().map(str::to_owned).collect(),
            extra: match members.remove("extra") {
                Some(Value::Object(extra)) => extra,
                _ => Map::new(),
            },
            lifetime: lifetime.and_then(|it| Duration::try_from_secs_f64(it).ok()),
        })
    }
}
