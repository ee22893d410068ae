//! [`WebSession`]: the session of the browser that sent a request.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use axum::extract::FromRequestParts;
use axum::response::Response;
use genauth::oidc::UserSession;
use genauth::{Error, OidcErrorKind};
use http::request::Parts;

use super::context::{Backend, Context};
use super::genuine::Genuine;
use super::request::{is_navigation, is_safe, no_store, vary_by_cookie};
use super::sealed::Sealed;
use super::state::State;
use super::stored::Stored;
use crate::csrf::CsrfSecret;
use crate::origin::Source;
use crate::problem::{Rejection, RejectionKind};
use crate::user::CurrentUser;

/// The session of the browser that sent a request.
///
/// Cheap to clone. An extractor for routes inside of [`GenAuth::layer`](crate::GenAuth::layer), to
/// sign users in and out by pages of the application. Routes that require a user take
/// [`CurrentUser`].
///
/// ```
/// use axum::response::Redirect;
/// use genauth_axum::{Rejection, WebSession};
///
/// async fn leave(session: WebSession) -> Result<Redirect, Rejection> {
///     Ok(Redirect::to(&session.sign_out().await?))
/// }
/// ```
#[derive(Clone)]
pub struct WebSession(pub(super) Arc<Inner>);

pub(super) struct Inner {
    context: Arc<Context>,
    pub(super) storage: Storage,
    /// Set before handlers run.
    genuine: OnceLock<Genuine>,
    /// Whether a visitor may get a session: a browser sends the cookie of an existing one along.
    may_begin: bool,
    state: Mutex<State>,
}

pub(super) enum Storage {
    Stored(Stored),
    Sealed(Sealed),
}

impl WebSession {
    pub(super) async fn load(context: &Arc<Context>, parts: &Parts) -> Self {
        let headers = &parts.headers;
        let (storage, state) = match &context.backend {
            Backend::Stored { web, users } => {
                let (stored, state) = Stored::load(context, web, users, headers).await;
                (Storage::Stored(stored), state)
            }
            Backend::Sealed { keys, ledger } => {
                let (sealed, state) = Sealed::load(context, keys, ledger, headers);
                (Storage::Sealed(sealed), state)
            }
        };
        Self(Arc::new(Inner {
            context: Arc::clone(context),
            storage,
            genuine: OnceLock::new(),
            may_begin: carries_cookies(context, parts),
            state: Mutex::new(state),
        }))
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn context(&self) -> &Arc<Context> {
        &self.0.context
    }

    /// Returns the session of tower-sessions; `None` without a store.
    pub(super) fn tower_session(&self) -> Option<&tower_sessions::Session> {
        match &self.0.storage {
            Storage::Stored(stored) => Some(stored.session()),
            Storage::Sealed(_) => None,
        }
    }

    pub(super) fn csrf_secret(&self) -> Option<CsrfSecret> {
        self.state().entry.csrf()
    }

    pub(super) fn set_genuine(&self, genuine: Genuine) {
        _ = self.0.genuine.set(genuine);
    }

    /// Checks that the request comes from a page of the application, for forms of visitors: a sign-up,
    /// for instance. Forms of users are checked by [`require_user`](crate::GenAuth::require_user).
    ///
    /// ```
    /// use genauth_axum::{Rejection, WebSession};
    ///
    /// async fn sign_up(session: WebSession, form: String) -> Result<(), Rejection> {
    ///     session.check_csrf()?;
    ///     // …
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// A [`Rejection`] (403) for a request that may have been forged, without a
    /// [CSRF token](crate::Csrf).
    pub fn check_csrf(&self) -> Result<(), Rejection> {
        match self.0.genuine.get() {
            Some(Genuine::Yes) => Ok(()),
            Some(Genuine::No(detail)) => Err(Rejection::forbidden(*detail)),
            None => Err(Rejection::forbidden("The request was not checked.")),
        }
    }

    /// Returns the tokens of the user who is signed in; `None` also for a request that may have been
    /// forged.
    pub fn user(&self) -> Option<UserSession> {
        self.check_csrf().ok()?;
        self.signed_in()
    }

    /// Returns the tokens of the user, also for a request that may have been forged.
    fn signed_in(&self) -> Option<UserSession> {
        self.state().user.clone()
    }

    /// Returns whether a user is signed in, also for a request that may have been forged.
    pub(crate) fn is_signed_in(&self) -> Result<bool, Rejection> {
        let state = self.state();
        match &state.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(state.user.is_some()),
        }
    }

    /// Returns the user for pages that do not require one.
    pub(super) fn optional_user(&self) -> Result<Option<CurrentUser>, Rejection> {
        if let Some(failure) = &self.state().failure {
            return Err(failure.clone());
        }
        let Some(session) = self.user() else { return Ok(None) };
        let tokens = session.stored().tokens;
        let is_over =
            tokens.refresh_token.is_none() && tokens.is_expired_at(self.context().clock.now());
        Ok(if is_over { None } else { self.current(session) })
    }

    /// Returns the user, whose access token is valid.
    pub(super) async fn required_user(&self) -> Result<Option<CurrentUser>, Rejection> {
        if let Some(failure) = &self.state().failure {
            return Err(failure.clone());
        }
        let Some(session) = self.signed_in() else { return Ok(None) };
        match session.access_token().await {
            Ok(_) => Ok(self.current(session)),
            Err(Error::Oidc(error)) if error.kind() == OidcErrorKind::SessionEnded => {
                // Another process may have refreshed the tokens of the cookie, and its response must
                // not be overwritten by this one.
                if let Storage::Sealed(_) = &self.0.storage {
                    self.state().is_broken = true;
                }
                Ok(None)
            }
            // The tokens are those of another user.
            Err(Error::Token(error)) => {
                tracing::warn!(%error, "the refreshed tokens of a session are rejected");
                Ok(None)
            }
            Err(error) => {
                tracing::warn!(%error, "the tokens of a session cannot be refreshed");
                let detail = "The session cannot be refreshed at the moment; retry later.";
                Err(Rejection::unavailable(detail, error.retry_after()))
            }
        }
    }

    fn current(&self, session: UserSession) -> Option<CurrentUser> {
        let context = self.context();
        CurrentUser::from_session(Arc::clone(&context.app), session, &context.scopes)
    }

    /// Returns whether the sign-in with this hash of its `state` began the session.
    pub(crate) fn began_with(&self, hash: &str) -> bool {
        let state = self.state();
        let is_same =
            state.entry.user.as_ref().and_then(|user| user.state.as_deref()) == Some(hash);
        is_same && state.user.is_some()
    }

    /// Returns a CSRF token for forms of this browser.
    pub(crate) async fn csrf_token(&self) -> Result<String, Rejection> {
        let (mut entry, failure) = {
            let state = self.state();
            (state.entry.clone(), state.failure.clone())
        };
        if let Some(failure) = failure {
            return Err(failure);
        }
        let no_random = |_| Rejection::unavailable("No random numbers are available.", None);
        let secret = match entry.csrf() {
            Some(secret) => secret,
            None => {
                let secret = CsrfSecret::random().map_err(no_random)?;
                entry.set_csrf(&secret);
                if let Storage::Stored(stored) = &self.0.storage {
                    stored.put(&entry).await?;
                }
                let mut state = self.state();
                state.entry = entry;
                state.is_changed = true;
                secret
            }
        };
        secret.token().map_err(no_random)
    }

    /// Saves the session, and sets cookies and caching of the response.
    pub(super) async fn commit(&self, mut response: Response) -> Result<Response, Rejection> {
        let state = self.state().clone();
        let context = self.context();
        let has_session = match &self.0.storage {
            Storage::Stored(stored) => stored.is_found(),
            Storage::Sealed(_) => !state.entry.is_empty(),
        };
        let is_private = has_session || state.failure.is_some() || state.is_changed;
        let is_visitor = state.entry.user.is_none() && !state.is_signed_out;
        let cookies = match (&self.0.storage, &context.backend) {
            _ if state.is_broken || (is_visitor && !self.0.may_begin) => Vec::new(),
            (Storage::Stored(stored), Backend::Stored { web, users }) => {
                stored.commit(context, web, users, &state, response.status()).await?
            }
            (Storage::Sealed(sealed), Backend::Sealed { keys, ledger }) => {
                sealed.commit(context, keys, ledger, &state)
            }
            _ => Vec::new(),
        };
        let headers = response.headers_mut();
        if is_private || !cookies.is_empty() || headers.contains_key(http::header::SET_COOKIE) {
            no_store(headers);
        }
        vary_by_cookie(headers);
        for cookie in cookies {
            headers.append(http::header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

/// Returns whether the request carries the session cookie, if the browser has one. Requests of other
/// sites do only if the user follows a link; a new cookie would replace the one that was left out.
fn carries_cookies(context: &Context, parts: &Parts) -> bool {
    let is_link = is_safe(&parts.method) && is_navigation(&parts.headers);
    is_link || context.public.source_of(&parts.headers) != Source::Foreign
}

impl<S: Sync> FromRequestParts<S> for WebSession {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        Self::of(parts)
    }
}

impl WebSession {
    /// Returns the session that the layer has loaded.
    pub(super) fn of(parts: &Parts) -> Result<Self, Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            tracing::error!(
                "a route needs the session of the browser, but no layer loads it; add \
                 `.layer(auth.layer())` after all routes"
            );
            let detail = "The service does not load sessions; its log names the fix.";
            Rejection::new(RejectionKind::NotConfigured, detail)
        })
    }
}

impl fmt::Debug for WebSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSession").field("user", &self.state().user).finish_non_exhaustive()
    }
}
