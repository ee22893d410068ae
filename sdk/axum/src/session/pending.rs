//! [`Pending`]: sign-ins in progress, in a [`PendingStore`].

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth::oidc::{AuthorizationRequest, ResponseMode};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use tower_sessions::SessionStore as _;
use tower_sessions::session::{Id, Record};

use super::context::{Context, PendingStore, seconds};
use super::stores::WebStore;
use crate::cookies::{Lifetime, Purpose, Sites, open, read, seal};
use crate::problem::Rejection;

/// The most sign-ins of a browser at a time; a new one drops the oldest.
const MAX_COUNT: usize = 4;
/// The most bytes of their cookies, for servers that limit the headers of a request.
const MAX_BYTES: usize = 3_000;
/// The longest page to return to, which is in the cookie.
const MAX_RETURN_TO: usize = 1_000;
/// The time in which a sign-in must be finished, that of [`AuthorizationRequest`].
const LIFETIME: Duration = Duration::from_secs(10 * 60);
const KEY: &str = "genauth_sign_in";

/// A sign-in in progress.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pending {
    #[serde(rename = "r", with = "compact")]
    pub(crate) request: AuthorizationRequest,
    #[serde(rename = "t")]
    pub(crate) return_to: String,
}

/// Returns the hash of a `state`, which names the cookie.
pub(crate) fn hash_of(state: &str) -> String {
    let hash = digest(&SHA256, state.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..12])
}

impl PendingStore {
    /// Keeps a sign-in; returns the cookies to set.
    pub(crate) async fn keep(
        &self,
        context: &Context,
        headers: &HeaderMap,
        request: AuthorizationRequest,
        return_to: String,
    ) -> Result<Vec<HeaderValue>, Rejection> {
        let failed = || Rejection::unavailable("The sign-in cannot be stored; retry later.", None);
        let (name, sites) = (cookie_name(context, request.state()), sites(context));
        let created_at = seconds(request.created_at());
        let return_to = match return_to.len() > MAX_RETURN_TO {
            true => context.return_to(None),
            false => return_to,
        };
        let pending = Pending { request, return_to };
        let value = match self {
            Self::Sealed(keys) => {
                let content = serde_json::to_vec(&pending).map_err(|_| failed())?;
                seal(keys, Purpose::SignIn, created_at, &content).ok_or_else(failed)?
            }
            Self::Stored(store) => {
                let content = serde_json::to_value(&pending).map_err(|_| failed())?;
                let mut record = Record {
                    id: Id::default(),
                    data: [(KEY.to_owned(), content)].into(),
                    expiry_date: OffsetDateTime::now_utc().saturating_add(time_of(LIFETIME)),
                };
                store.create(&mut record).await.map_err(|error| {
                    tracing::error!(%error, "the session store failed to keep a sign-in");
                    failed()
                })?;
                record.id.to_string()
            }
        };
        let value = format!("{created_at}.{value}");
        let mut cookies = Vec::new();
        for (old, id) in excess(context, headers, value.len()) {
            if let Self::Stored(store) = self {
                delete(store, id).await;
            }
            cookies.extend(context.cookies.set(old, "", sites, Lifetime::Gone));
        }
        let cookie = context.cookies.set(&name, &value, sites, Lifetime::For(LIFETIME));
        cookies.push(cookie.ok_or_else(failed)?);
        Ok(cookies)
    }

    /// Returns the sign-in with this `state`, if this browser started it.
    pub(crate) async fn find(
        &self,
        context: &Context,
        headers: &HeaderMap,
        state: &str,
    ) -> Result<Option<Pending>, Rejection> {
        let Some(id) = value_of(context, headers, state) else { return Ok(None) };
        let found: Option<Pending> = match self {
            Self::Sealed(keys) => open(keys, Purpose::SignIn, id)
                .and_then(|opened| serde_json::from_slice(&opened.content).ok()),
            Self::Stored(store) => {
                let Ok(id) = id.parse::<Id>() else { return Ok(None) };
                let record = store.load(&id).await.map_err(|error| {
                    tracing::error!(%error, "the session store failed to load a sign-in");
                    let detail = "The sign-in cannot be loaded at the moment; retry later.";
                    Rejection::unavailable(detail, None)
                })?;
                let content = record.and_then(|mut record| record.data.remove(KEY));
                content.and_then(|content| serde_json::from_value(content).ok())
            }
        };
        Ok(found.filter(|pending| pending.request.state() == state))
    }

    /// Forgets a sign-in; returns the cookie to set.
    pub(crate) async fn forget(
        &self,
        context: &Context,
        headers: &HeaderMap,
        state: &str,
    ) -> Option<HeaderValue> {
        let id = value_of(context, headers, state)?;
        if let Self::Stored(store) = self {
            delete(store, id).await;
        }
        context.cookies.set(&cookie_name(context, state), "", sites(context), Lifetime::Gone)
    }
}

/// A form that the provider's page posts carries cookies with `SameSite=None` only.
fn sites(context: &Context) -> Sites {
    match context.response_mode {
        Some(ResponseMode::FormPost) => Sites::All,
        _ => Sites::Own,
    }
}

fn cookie_name(context: &Context, state: &str) -> String {
    context.cookies.sign_in() + &hash_of(state)
}

/// Returns the value of the cookie of a sign-in, without its time.
fn value_of<'a>(context: &Context, headers: &'a HeaderMap, state: &str) -> Option<&'a str> {
    let wanted = cookie_name(context, state);
    let (_, value) = read(headers).find(|(name, _)| *name == wanted)?;
    Some(value.split_once('.')?.1)
}

/// Returns the oldest sign-ins of the browser, which make room for a new one: names and values.
fn excess<'a>(
    context: &Context,
    headers: &'a HeaderMap,
    new: usize,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let prefix = context.cookies.sign_in();
    let mut cookies: Vec<(u64, &str, &str)> = read(headers)
        .filter(|(name, _)| name.starts_with(&prefix))
        .map(|(name, value)| {
            let (time, id) = value.split_once('.').unwrap_or_default();
            (time.parse().unwrap_or(0), name, id)
        })
        .collect();
    cookies.sort_unstable_by_key(|(time, ..)| std::cmp::Reverse(*time));
    let (mut count, mut bytes) = (1, new);
    cookies.into_iter().filter_map(move |(_, name, id)| {
        count += 1;
        bytes += name.len() + id.len();
        (count > MAX_COUNT || bytes > MAX_BYTES).then_some((name, id))
    })
}

async fn delete(store: &WebStore, id: &str) {
    if let Ok(id) = id.parse::<Id>()
        && let Err(error) = store.delete(&id).await
    {
        // It expires within minutes.
        tracing::warn!(%error, "the session store failed to delete a sign-in");
    }
}

pub(super) fn time_of(duration: Duration) -> time::Duration {
    time::Duration::try_from(duration).unwrap_or(time::Duration::MAX)
}

/// Authorization requests without their URL, which is not needed any more and the longest part.
mod compact {
    use serde::{Deserializer, Serializer, de::Error as _, ser::Error as _};

    use super::{AuthorizationRequest, Deserialize, Map, Serialize, Value};

    pub(super) fn serialize<S: Serializer>(
        request: &AuthorizationRequest,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut value = serde_json::to_value(request).map_err(S::Error::custom)?;
        value["url"] = "".into();
        value.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<AuthorizationRequest, D::Error> {
        let members = Map::<String, Value>::deserialize(deserializer)?;
        // Messages of serde_json can repeat values.
        serde_json::from_value(members.into()).map_err(|_| D::Error::custom("not valid"))
    }
}
