//! [`Stored`]: sessions in stores.

use std::{sync::Arc, time::Duration};

use genauth::oidc::{SessionStore as _, SignIn, UserSession};
use http::{HeaderMap, HeaderValue, StatusCode};
use time::OffsetDateTime;
use tower_sessions::session::Id;
use tower_sessions::{Expiry, Session, SessionStore as _};

use super::context::Context;
use super::entry::{Entry, KEY, SignedIn};
use super::pending::time_of;
use super::state::State;
use super::stores::{Users, WebStore};
use crate::cookies::{Lifetime, Sites, read};
use crate::csrf::CsrfSecret;
use crate::problem::Rejection;

/// The most session cookies of a request that are looked up: another host of the domain, or an older
/// path of the application, may have set one with the same name.
const MAX_COOKIES: usize = 3;

/// A session whose cookie has its id. The session of tower-sessions has data of the application, the
/// CSRF secret, and the id of the user's tokens in their own store, where they are replaced and
/// removed atomically.
pub(super) struct Stored {
    session: Session,
    cookie: Option<Id>,
    /// Whether the cookie's session was found.
    is_found: bool,
}

impl Stored {
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// Returns whether the browser has a session.
    pub(super) fn is_found(&self) -> bool {
        self.is_found
    }

    pub(super) async fn load(
        context: &Context,
        web: &Arc<WebStore>,
        users: &Users,
        headers: &HeaderMap,
    ) -> (Self, State) {
        let name = context.cookies.session();
        let values = read(headers).filter(|(it, _)| *it == name).map(|(_, value)| value);
        let ids = values.filter_map(|value| value.parse::<Id>().ok()).take(MAX_COOKIES);
        let of = |cookie| {
            let expiry = Expiry::OnInactivity(time_of(context.idle));
            let session = Session::new(cookie, Arc::clone(web), Some(expiry));
            Self { session, cookie, is_found: false }
        };
        let mut first = None;
        for id in ids {
            let (mut stored, mut state) = (of(Some(id)), State::default());
            match stored.open(context, users, &mut state).await {
                Ok(()) => stored.is_found = stored.session.id().is_some(),
                Err(rejection) => {
                    state = State { failure: Some(rejection), ..State::default() };
                }
            }
            if stored.is_found || state.failure.is_some() {
                return (stored, state);
            }
            first.get_or_insert((stored, state));
        }
        first.unwrap_or_else(|| (of(None), State::default()))
    }

    async fn open(
        &self,
        context: &Context,
        users: &Users,
        state: &mut State,
    ) -> Result<(), Rejection> {
        let Some(entry) = self.entry().await? else { return Ok(()) };
        if let Some(user) = &entry.user {
            let now = context.now();
            let is_idle = now.saturating_sub(user.seen_at) >= context.idle.as_secs();
            if is_idle || now.saturating_sub(user.signed_in_at) >= context.absolute.as_secs() {
                users.remove(&user.id).await.map_err(|error| failed(&error))?;
                return self.session.flush().await.map_err(|error| failed(&error));
            }
            let loaded = context.oidc.load_session(users, &user.id).await;
            state.user = loaded.map_err(|error| failed(&error))?;
        }
        state.entry = entry;
        Ok(())
    }

    /// Returns the entry; `None` also if it is not valid.
    async fn entry(&self) -> Result<Option<Entry>, Rejection> {
        let value = self.session.get_value(KEY).await.map_err(|error| failed(&error))?;
        Ok(value.and_then(|value| serde_json::from_value(value).ok()))
    }

    pub(super) async fn put(&self, entry: &Entry) -> Result<(), Rejection> {
        self.session.insert(KEY, entry).await.map_err(|error| failed(&error))
    }

    pub(super) async fn sign_in(
        &self,
        context: &Context,
        users: &Users,
        before: &State,
        sign_in: SignIn,
        state: Option<String>,
    ) -> Result<(Entry, UserSession), Rejection> {
        let subject = sign_in.claims.as_ref().map(|claims| claims.subject.clone());
        let subject = subject.unwrap_or_default();
        let user = context.oidc.start_session(users, sign_in).await;
        let user = user.map_err(|error| failed(&error))?;
        let now = context.now();
        let mut entry = Entry::default();
        let secret = CsrfSecret::random().map_err(|error| failed(&error))?;
        entry.set_csrf(&secret);
        entry.user = Some(SignedIn {
            id: user.id().to_owned(),
            subject: subject.clone(),
            signed_in_at: now,
            seen_at: now,
            state,
        });
        let is_other = before.entry.user.as_ref().is_some_and(|user| user.subject != subject);
        match self.begin(context, &entry, is_other).await {
            Ok(()) => {
                if let Some(old) = &before.entry.user {
                    remove(users, &old.id).await;
                }
                Ok((entry, user))
            }
            Err(error) => {
                remove(users, user.id()).await;
                Err(failed(&error))
            }
        }
    }

    /// Saves the session of a sign-in under a new id.
    async fn begin(
        &self,
        context: &Context,
        entry: &Entry,
        is_other: bool,
    ) -> Result<(), tower_sessions::session::Error> {
        if is_other {
            self.session.clear().await;
        }
        self.session.cycle_id().await?;
        self.session.insert(KEY, entry).await?;
        self.save(context, entry).await
    }

    /// Saves the session for as long as it may be used.
    async fn save(
        &self,
        context: &Context,
        entry: &Entry,
    ) -> Result<(), tower_sessions::session::Error> {
        let expiry = Expiry::AtDateTime(expiry_of(context, entry));
        self.session.set_expiry(Some(expiry));
        self.session.save().await
    }

    pub(super) async fn sign_out(&self, users: &Users, before: &State) -> Result<(), Rejection> {
        // The tokens first: without them, a copy of the session that a slow request saves is not
        // signed in.
        if let Some(user) = &before.entry.user {
            users.remove(&user.id).await.map_err(|error| failed(&error))?;
        }
        self.session.clear().await;
        // `flush` would use the old id for what is stored from now on.
        self.session.cycle_id().await.map_err(|error| failed(&error))
    }

    /// Saves the session; returns the cookies to set.
    pub(super) async fn commit(
        &self,
        context: &Context,
        web: &WebStore,
        users: &Users,
        state: &State,
        status: StatusCode,
    ) -> Result<Vec<HeaderValue>, Rejection> {
        let (session, name) = (&self.session, context.cookies.session());
        let mut entry = state.entry.clone();
        if session.is_modified() && state.failure.is_none() {
            // The application may have cleared it.
            let current = self.entry().await?.unwrap_or_default();
            if let Some(user) = entry.user.take_if(|user| current.user.as_ref() != Some(user)) {
                remove(users, &user.id).await;
            }
            if !session.is_empty().await && !status.is_server_error() {
                self.save(context, &entry).await.map_err(|error| failed(&error))?;
                if !self.is_alive(web, users, &entry).await {
                    return Ok(Vec::new());
                }
            }
        } else if let Some(user) = entry.user.as_ref().filter(|_| state.user.is_some()) {
            self.touch(context, web, users, &entry, user).await;
        }
        let lifetime = match entry.user {
            Some(_) => Lifetime::For(context.absolute),
            None => Lifetime::Browser,
        };
        let cookie = match (session.id(), self.cookie) {
            (Some(id), old) if old != Some(id) => {
                context.cookies.set(name, &id.to_string(), Sites::Own, lifetime)
            }
            // The cookie of a session that is not found may have been replaced by another response.
            (None, Some(_)) if self.is_found => {
                context.cookies.set(name, "", Sites::Own, Lifetime::Gone)
            }
            _ => None,
        };
        Ok(cookie.into_iter().collect())
    }

    /// Extends the session from time to time, since the browser is in use.
    async fn touch(
        &self,
        context: &Context,
        web: &WebStore,
        users: &Users,
        entry: &Entry,
        user: &SignedIn,
    ) {
        let now = context.now();
        let step = (context.idle / 10).min(Duration::from_secs(600)).as_secs().max(1);
        let Some(id) = self.session.id() else { return };
        if now.saturating_sub(user.seen_at) < step {
            return;
        }
        let touched = async {
            // As it is now: other requests may have changed it.
            let Some(mut record) = web.load(&id).await? else { return Ok(()) };
            let mut entry = entry.clone();
            if record.data.get(KEY) != serde_json::to_value(&entry).ok().as_ref() {
                return Ok(());
            }
            if let Some(user) = &mut entry.user {
                user.seen_at = now;
            }
            let Ok(value) = serde_json::to_value(&entry) else { return Ok(()) };
            record.data.insert(KEY.to_owned(), value);
            record.expiry_date = expiry_of(context, &entry);
            web.save(&record).await
        };
        let touched: Result<(), tower_sessions::session_store::Error> = touched.await;
        match touched {
            Ok(()) => {
                self.is_alive(web, users, entry).await;
            }
            Err(error) => tracing::warn!(%error, "the session store failed to extend a session"),
        }
    }

    /// Returns whether the user is still signed in after the session was saved. Stores may bring
    /// back a session that a sign-out has deleted meanwhile; it is deleted again.
    async fn is_alive(&self, web: &WebStore, users: &Users, entry: &Entry) -> bool {
        let Some(user) = &entry.user else { return true };
        match users.load(&user.id).await {
            Ok(None) => {
                if let Some(id) = self.session.id()
                    && let Err(error) = web.delete(&id).await
                {
                    tracing::warn!(%error, "the session store failed to delete a session");
                }
                false
            }
            Ok(Some(_)) | Err(_) => true,
        }
    }
}

fn expiry_of(context: &Context, entry: &Entry) -> OffsetDateTime {
    let left = entry.user.as_ref().map_or(context.idle, |user| {
        let age = context.now().saturating_sub(user.signed_in_at);
        context.absolute.saturating_sub(Duration::from_secs(age)).min(context.idle)
    });
    OffsetDateTime::now_utc().saturating_add(time_of(left))
}

/// Removes tokens that no session refers to any more.
async fn remove(users: &Users, id: &str) {
    if let Err(error) = users.remove(id).await {
        tracing::warn!(%error, "the session store failed to remove a session");
    }
}

fn failed(error: &dyn std::fmt::Display) -> Rejection {
    tracing::error!(%error, "the session store failed");
    Rejection::unavailable("Sessions are not available at the moment; retry later.", None)
}
