//! [`UserSession`]: a handle to a session.

use std::{
    fmt,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::sleep;

use super::{Refreshes, SessionStore, StoredSession};
use crate::credentials::StoreError;
use crate::data::Secret;
use crate::error::{Error, OidcError, OidcErrorKind as Kind};
use crate::oidc::refresh::refresh;
use crate::oidc::settings::Settings;

/// An access token is refreshed this long before it expires.
const MARGIN: Duration = Duration::from_secs(30);

/// The process that won a race for a refresh token gets this long to store its result.
const WINNER: [Duration; 3] =
    [Duration::from_millis(50), Duration::from_millis(200), Duration::from_millis(500)];

/// The session of a signed-in user: tokens that are refreshed before they expire.
///
/// Cheap to clone. Concurrent calls refresh once, and the result is kept for a moment for requests
/// that started with the old tokens, so that two tabs do not sign the user out under rotation of
/// refresh tokens. With a [`SessionStore`], the new tokens are stored before they are used, and a
/// process that loses a race for the refresh token uses the result of the winner.
///
/// A provider that is unavailable does not end the session: while the access token is valid, it is
/// used; afterwards calls fail with a [retryable](Error::is_retryable) error. Only a rejected
/// refresh token ends it, with [`OidcErrorKind::SessionEnded`](crate::OidcErrorKind::SessionEnded).
///
/// ```no_run
/// # async fn example(
/// #     app: genauth::AuthenticationClient,
/// #     oidc: genauth::oidc::OidcClient,
/// #     sign_in: genauth::oidc::SignIn,
/// # ) -> Result<(), genauth::Error> {
/// use genauth::oidc::MemorySessionStore;
///
/// let store = MemorySessionStore::new();
/// let session = oidc.start_session(&store, sign_in).await?;
/// let id = session.id().to_owned(); // for a cookie
///
/// // In a later request:
/// if let Some(session) = oidc.load_session(&store, &id).await? {
///     let user = app.with_session(&session);
///     println!("{}", user.get_profile(Default::default()).await?.user_id);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct UserSession(Arc<Handle>);

struct Handle {
    settings: Arc<Settings>,
    refreshes: Arc<Refreshes>,
    store: Option<Arc<dyn SessionStore>>,
    id: String,
    session: Mutex<Arc<StoredSession>>,
}

impl UserSession {
    pub(in crate::oidc) fn new(
        settings: Arc<Settings>,
        refreshes: Arc<Refreshes>,
        store: Option<Arc<dyn SessionStore>>,
        id: String,
        session: StoredSession,
    ) -> Self {
        let session = Mutex::new(Arc::new(session));
        Self(Arc::new(Handle { settings, refreshes, store, id, session }))
    }

    /// Returns the id of the session, a secret of the user's browser; empty without a store.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Returns the session as last known, for storage of one's own.
    pub fn stored(&self) -> StoredSession {
        StoredSession::clone(&self.current())
    }

    /// Returns the id of the user, if known.
    pub fn subject(&self) -> Option<String> {
        self.current().subject.clone()
    }

    /// Returns the ID token of the session, for the
    /// [logout URL](crate::oidc::OidcClient::logout_url).
    pub fn id_token(&self) -> Option<Secret> {
        self.current().tokens.id_token.clone()
    }

    /// Returns a valid access token, refreshed if necessary.
    ///
    /// # Errors
    ///
    /// - [`Error::Oidc`] ([`SessionEnded`](Kind::SessionEnded)) if the user has to sign in again.
    /// - A [retryable](Error::is_retryable) error if the access token has expired and the provider
    ///   or the store is unavailable. The session is kept.
    pub async fn access_token(&self) -> Result<Secret, Error> {
        let session = self.current();
        let now = self.0.settings.clock.now();
        let soon = now.checked_add(MARGIN).unwrap_or(now);
        if !session.tokens.is_expired_at(soon) {
            return Ok(session.tokens.access_token.clone());
        }
        if session.tokens.refresh_token.is_none() && !session.tokens.is_expired_at(now) {
            return Ok(session.tokens.access_token.clone());
        }
        match self.refresh_from(&session).await {
            Ok(refreshed) => Ok(refreshed.tokens.access_token.clone()),
            // The token is valid for a while.
            Err(error) if error.is_retryable() && !session.tokens.is_expired_at(now) => {
                Ok(session.tokens.access_token.clone())
            }
            Err(error) => Err(error),
        }
    }

    /// Refreshes the tokens now, for instance after the permissions of the user have changed.
    ///
    /// # Errors
    ///
    /// As [`access_token`](Self::access_token).
    pub async fn refresh(&self) -> Result<(), Error> {
        let session = self.current();
        self.refresh_from(&session).await.map(|_| ())
    }

    /// Returns an access token other than `rejected`.
    pub(super) async fn replacement(&self, rejected: &Secret) -> Result<Secret, Error> {
        let session = self.current();
        if session.tokens.access_token != *rejected || session.tokens.refresh_token.is_none() {
            return Ok(session.tokens.access_token.clone());
        }
        Ok(self.refresh_from(&session).await?.tokens.access_token.clone())
    }

    /// Ends the session: removes it from the store and revokes the refresh token.
    ///
    /// The session of the browser at the provider goes on; end it by redirecting to the
    /// [logout URL](crate::oidc::OidcClient::logout_url).
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] ([`SessionStore`](Kind::SessionStore)) if the session cannot be removed; it
    /// has not ended then. A failed revocation is logged and not an error.
    pub async fn end(&self) -> Result<(), Error> {
        if let Some(store) = &self.0.store {
            store.remove(&self.0.id).await.map_err(store_failed)?;
        }
        let refresh_token = self.current().tokens.refresh_token.clone();
        if let Some(token) = refresh_token {
            let provider = &self.0.settings.provider;
            let revoked =
                crate::oidc::introspection::revoke(provider, &token, Some("refresh_token")).await;
            if let Err(error) = revoked {
                tracing::warn!(%error, "the refresh token cannot be revoked");
            }
        }
        Ok(())
    }

    fn current(&self) -> Arc<StoredSession> {
        Arc::clone(&self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Arc<StoredSession>> {
        self.0.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refreshes `session`, unless that happened meanwhile.
    async fn refresh_from(
        &self,
        session: &Arc<StoredSession>,
    ) -> Result<Arc<StoredSession>, Error> {
        {
            let current = self.lock();
            if !Arc::ptr_eq(&current, session) && current.tokens != session.tokens {
                return Ok(Arc::clone(&current));
            }
        }
        let token = session.tokens.refresh_token.clone().ok_or_else(|| {
            ended("there is no refresh token; request the scope `offline_access`")
        })?;
        let refreshed = {
            let handle = Arc::clone(&self.0);
            let session = Arc::clone(session);
            self.0.refreshes.run(&token, || refreshed(handle, session)).await?
        };
        *self.lock() = Arc::clone(&refreshed);
        Ok(refreshed)
    }
}

/// Refreshes a session and stores the result.
async fn refreshed(
    handle: Arc<Handle>,
    session: Arc<StoredSession>,
) -> Result<StoredSession, Error> {
    let settings = &handle.settings;
    match refresh(settings, &session.tokens).await {
        Ok(tokens) => {
            let new = StoredSession {
                tokens,
                version: session.version.wrapping_add(1),
                ..StoredSession::clone(&session)
            };
            handle.store_new(&session, new).await
        }
        Err(error) if error.is_invalid_grant() => {
            // Another process may have used the refresh token.
            if let Some(winner) = handle.winner(&session).await? {
                return Ok(winner);
            }
            if let Some(store) = &handle.store {
                store.remove(&handle.id).await.map_err(store_failed)?;
            }
            Err(ended("the refresh token was rejected").with_source(error).into())
        }
        Err(error) => Err(error),
    }
}

impl Handle {
    /// Stores a refreshed session, unless it was removed or replaced meanwhile.
    async fn store_new(
        &self,
        old: &StoredSession,
        new: StoredSession,
    ) -> Result<StoredSession, Error> {
        let Some(store) = &self.store else { return Ok(new) };
        // The old refresh token is used up, so the new one must not be lost to a hiccup.
        let replaced = patiently(|| store.replace(&self.id, old.version, &new)).await;
        match replaced {
            Ok(true) => Ok(new),
            Ok(false) => match store.load(&self.id).await.map_err(store_failed)? {
                Some(stored) => Ok(stored),
                None => Err(ended("it was ended elsewhere").into()),
            },
            Err(error) => {
                tracing::warn!(%error, "the refreshed session cannot be stored");
                Ok(new)
            }
        }
    }

    /// Returns the session as another process has refreshed it; `None` if it has not.
    async fn winner(&self, session: &StoredSession) -> Result<Option<StoredSession>, Error> {
        let Some(store) = &self.store else { return Ok(None) };
        for pause in WINNER {
            match store.load(&self.id).await.map_err(store_failed)? {
                Some(stored) if stored.tokens.refresh_token != session.tokens.refresh_token => {
                    return Ok(Some(stored));
                }
                Some(_) => sleep(pause).await,
                None => return Err(ended("it was ended elsewhere").into()),
            }
        }
        Ok(None)
    }
}

/// Repeats an access to a store that fails.
async fn patiently<T, F>(mut access: impl FnMut() -> F) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    for pause in WINNER {
        match access().await {
            Ok(done) => return Ok(done),
            Err(_) => sleep(pause).await,
        }
    }
    access().await
}

fn ended(reason: &str) -> OidcError {
    OidcError::new(
        Kind::SessionEnded,
        format!("the session has ended: {reason}; sign the user in again"),
    )
}

/// Returns the error of a store that failed.
pub(in crate::oidc) fn store_failed(error: StoreError) -> Error {
    OidcError::new(Kind::SessionStore, format!("the session store failed: {error}; retry later"))
        .into()
}

impl fmt::Debug for UserSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserSession").field("subject", &self.subject()).finish_non_exhaustive()
    }
}
