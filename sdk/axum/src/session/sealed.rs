//! [`Sealed`]: sessions in encrypted cookies.

use std::time::{Duration, SystemTime};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth::oidc::{SignIn, StoredSession, UserSession};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::context::Context;
use super::entry::{Entry, SignedIn};
use super::ledger::Ledger;
use super::state::State;
use crate::cookies::{CookieKeys, Lifetime, Purpose, Sites, join, names, open, read, seal, split};
use crate::csrf::CsrfSecret;
use crate::problem::{Rejection, RejectionKind};

/// The most session cookies with the same name that are tried.
const MAX_COOKIES: usize = 3;

/// A session whose cookies have its tokens.
pub(super) struct Sealed {
    /// The names of its cookies in the request.
    present: Vec<String>,
    /// Whether they had a valid session.
    is_valid: bool,
    /// Whether their session has ended. A response may have set the cookies of the next one.
    is_ended: bool,
    /// The version of the tokens in the cookies.
    version: Option<u64>,
    sealed_at: u64,
}

/// The content of the cookies.
#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(rename = "e")]
    entry: Entry,
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    session: Option<StoredSession>,
}

impl Sealed {
    pub(super) fn load(
        context: &Context,
        keys: &CookieKeys,
        ledger: &Ledger,
        headers: &HeaderMap,
    ) -> (Self, State) {
        let name = context.cookies.session();
        let all = |wanted: &str| -> Vec<&str> {
            read(headers).filter(|(it, _)| *it == wanted).map(|(_, value)| value).collect()
        };
        let present = names(name).filter(|name| !all(name).is_empty()).collect();
        let mut sealed =
            Self { present, is_valid: false, is_ended: false, version: None, sealed_at: 0 };
        // Another host of the domain, or an older path of the application, may have set a cookie
        // with the same name.
        let count = all(name).len().min(MAX_COOKIES);
        let state = (0..count).find_map(|index| {
            let get = |wanted: &str| {
                let values = all(wanted);
                values.get(index).or(values.last()).copied()
            };
            sealed.open(context, keys, ledger, join(name, get))
        });
        (sealed, state.unwrap_or_default())
    }

    /// Opens the value of the cookies; `None` if none of them has a valid session.
    fn open(
        &mut self,
        context: &Context,
        keys: &CookieKeys,
        ledger: &Ledger,
        value: Option<String>,
    ) -> Option<State> {
        let opened = open(keys, Purpose::Session, &value?)?;
        let Content { entry, session } = serde_json::from_slice(&opened.content).ok()?;
        let now = context.now();
        if now.saturating_sub(opened.created_at) >= context.idle.as_secs() {
            return None;
        }
        let mut state = State::default();
        if let (Some(user), Some(session)) = (&entry.user, session) {
            let now_exactly = context.clock.now();
            if now.saturating_sub(user.signed_in_at) >= context.absolute.as_secs() {
                return None;
            }
            if ledger.is_ended(&user.id, &session, now_exactly) {
                self.is_ended = true;
                return None;
            }
            self.version = Some(session.version);
            let newest = ledger.newest(&user.id, session, now_exactly);
            state.user = Some(context.oidc.restore_session(newest));
        }
        self.is_valid = true;
        self.sealed_at = opened.created_at;
        state.entry = entry;
        Some(state)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of a sign-in")]
    pub(super) fn sign_in(
        &self,
        context: &Context,
        keys: &CookieKeys,
        ledger: &Ledger,
        before: &State,
        sign_in: SignIn,
        state: Option<String>,
    ) -> Result<(Entry, UserSession), Rejection> {
        let no_random = |_| Rejection::unavailable("No random numbers are available.", None);
        let subject = sign_in.claims.as_ref().map(|claims| claims.subject.clone());
        let user = context.oidc.session(sign_in);
        let now = context.now();
        let mut id = [0; 16];
        aws_lc_rs::rand::fill(&mut id).map_err(no_random)?;
        let mut entry = Entry::default();
        entry.set_csrf(&CsrfSecret::random().map_err(no_random)?);
        entry.user = Some(SignedIn {
            id: URL_SAFE_NO_PAD.encode(id),
            subject: subject.unwrap_or_default(),
            signed_in_at: now,
            seen_at: now,
            state,
        });
        if sealed_cookies(context, keys, &entry, Some(user.stored())).is_none() {
            tracing::error!(
                "the tokens of a session are too large for encrypted cookies; request fewer scopes, \
                 or use a session store"
            );
            let detail = "The session is too large; the log of the service names the fix.";
            return Err(Rejection::new(RejectionKind::NotConfigured, detail));
        }
        Self::sign_out(context, ledger, before);
        Ok((entry, user))
    }

    pub(super) fn sign_out(context: &Context, ledger: &Ledger, before: &State) {
        if let Some(user) = &before.entry.user {
            ledger.end(&user.id, context.clock.now(), context.absolute);
        }
    }

    /// Returns the cookies to set.
    pub(super) fn commit(
        &self,
        context: &Context,
        keys: &CookieKeys,
        ledger: &Ledger,
        state: &State,
    ) -> Vec<HeaderValue> {
        if !state.is_changed && self.is_ended {
            return Vec::new();
        }
        if state.is_signed_out || (!self.is_valid && !state.is_changed) {
            return self.present.iter().filter_map(|name| gone(context, name)).collect();
        }
        if state.entry.is_empty() {
            return Vec::new();
        }
        let now: SystemTime = context.clock.now();
        let session = match (&state.entry.user, &state.user) {
            (Some(user), Some(session)) => {
                let stored = session.stored();
                // A response must not bring back a session that ended meanwhile, nor clear the
                // cookie of the one that followed.
                if ledger.is_ended(&user.id, &stored, now) {
                    return Vec::new();
                }
                match self.version == Some(stored.version) {
                    true => Some(stored),
                    false => Some(ledger.refreshed(&user.id, stored, now)),
                }
            }
            _ => None,
        };
        let is_newer =
            session.as_ref().is_some_and(|it| self.version.is_none_or(|v| v < it.version));
        let step = (context.idle / 10).min(Duration::from_secs(600)).as_secs().max(1);
        let is_old = context.now().saturating_sub(self.sealed_at) >= step;
        if !state.is_changed && !is_newer && !is_old {
            return Vec::new();
        }
        let Some(cookies) = sealed_cookies(context, keys, &state.entry, session) else {
            tracing::error!(
                "the refreshed tokens of a session are too large for encrypted cookies; request \
                 fewer scopes, or use a session store"
            );
            return Vec::new();
        };
        let surplus = self.present.iter().filter(|name| cookies.iter().all(|(it, _)| it != *name));
        let surplus: Vec<HeaderValue> = surplus.filter_map(|name| gone(context, name)).collect();
        cookies.into_iter().map(|(_, cookie)| cookie).chain(surplus).collect()
    }
}

fn gone(context: &Context, name: &str) -> Option<HeaderValue> {
    context.cookies.set(name, "", Sites::Own, Lifetime::Gone)
}

/// Returns the cookies of a session; `None` if they are too large.
fn sealed_cookies(
    context: &Context,
    keys: &CookieKeys,
    entry: &Entry,
    session: Option<StoredSession>,
) -> Option<Vec<(String, HeaderValue)>> {
    let name = context.cookies.session();
    let lifetime = match &entry.user {
        Some(user) => {
            let age = context.now().saturating_sub(user.signed_in_at);
            Lifetime::For(context.absolute.saturating_sub(Duration::from_secs(age)))
        }
        None => Lifetime::Browser,
    };
    let content = Content { entry: entry.clone(), session };
    let content = Zeroizing::new(serde_json::to_vec(&content).ok()?);
    let value = seal(keys, Purpose::Session, context.now(), &content)?;
    split(name, &value, context.cookies.room(name))?
        .into_iter()
        .map(|(name, part)| {
            let cookie = context.cookies.set(&name, &part, Sites::Own, lifetime)?;
            Some((name, cookie))
        })
        .collect()
}
