//! [`UserSession`]: a handle to a session.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use super::failure::{ended, store_failed};
use super::refreshes::{Refreshed, Refreshes};
use super::renewal::{renew, revoke_refresh_token};
use super::shared::Handle;
use super::{SessionStore, StoredSession};
use crate::data::Secret;
use crate::error::{Error, OidcErrorKind as Kind};
use crate::oidc::settings::Settings;

/// The most results of other calls and processes that a call follows to the current tokens.
const MAX_STEPS: usize = 8;

/// The session of a signed-in user: tokens that are refreshed before they expire.
///
/// Cheap to clone. Concurrent calls refresh once, and the result is kept for a moment for requests
/// that started with the old tokens, so that two tabs do not sign the user out under rotation of
/// refresh tokens. With a [`SessionStore`], the new tokens are stored before they are used, and a
/// process uses the tokens that another one has stored.
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

impl UserSession {
    pub(in crate::oidc) fn new(
        settings: Arc<Settings>,
        refreshes: Arc<Refreshes>,
        store: Option<Arc<dyn SessionStore>>,
        id: String,
        session: StoredSession,
    ) -> Self {
        let session = Mutex::new(Arc::new(session));
        Self(Arc::new(Handle { settings, refreshes, store, id, session, ended: OnceLock::new() }))
    }

    /// Returns the id of the session, a secret of the user's browser; empty without a store.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Returns the session as last known, for the storage of the application.
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
    /// - [`Error::Token`] if the ID token of the new tokens is rejected. The session is kept.
    pub async fn access_token(&self) -> Result<Secret, Error> {
        self.check_ended()?;
        let mut session = self.current();
        for _ in 0..MAX_STEPS {
            let now = self.0.settings.clock.now();
            let tokens = &session.tokens;
            let is_expired = tokens.is_expired_at(now);
            if !tokens.is_due_at(now) || (tokens.refresh_token.is_none() && !is_expired) {
                break;
            }
            match self.newer(&session).await {
                Ok(Refreshed { session: newer, is_fresh }) => {
                    session = newer;
                    if is_fresh {
                        break;
                    }
                }
                // The token is valid for a while.
                Err(error) if !is_expired && !is_final(&error) => {
                    tracing::warn!(%error, "the tokens of a session cannot be refreshed");
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(session.tokens.access_token.clone())
    }

    /// Refreshes the tokens now, for instance after the permissions of the user have changed.
    ///
    /// # Errors
    ///
    /// As [`access_token`](Self::access_token), also while the access token is valid.
    pub async fn refresh(&self) -> Result<(), Error> {
        self.check_ended()?;
        let mut session = self.current();
        for _ in 0..MAX_STEPS {
            let Refreshed { session: newer, is_fresh } = self.newer(&session).await?;
            if is_fresh {
                break;
            }
            session = newer;
        }
        Ok(())
    }

    /// Returns an access token other than `rejected`, if there is one.
    pub(super) async fn replacement(&self, rejected: &Secret) -> Result<Secret, Error> {
        self.check_ended()?;
        let session = self.current();
        if session.tokens.access_token == *rejected {
            if session.tokens.refresh_token.is_none() {
                return Ok(session.tokens.access_token.clone());
            }
            self.newer(&session).await?;
        }
        self.access_token().await
    }

    /// Ends the session: removes it from the store and revokes the refresh token. Other calls of
    /// this handle and its clones fail from then on.
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
        self.0.ended.get_or_init(|| ended("it was signed out").into());
        let tokens = &self.current().tokens;
        self.0.refreshes.forget(tokens);
        revoke_refresh_token(&self.0.settings, tokens).await;
        Ok(())
    }

    fn check_ended(&self) -> Result<(), Error> {
        match self.0.ended() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn current(&self) -> Arc<StoredSession> {
        Arc::clone(&self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Arc<StoredSession>> {
        self.0.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the session that follows `session`: as refreshed by another call or process, or by
    /// this one.
    async fn newer(&self, session: &Arc<StoredSession>) -> Result<Refreshed, Error> {
        let current = self.current();
        if !Arc::ptr_eq(&current, session) && current.version > session.version {
            return Ok(Refreshed { session: current, is_fresh: false });
        }
        let renewed = {
            let handle = Arc::clone(&self.0);
            let session = Arc::clone(session);
            self.0.refreshes.run(&session.clone(), || renew(handle, session)).await
        };
        match renewed {
            Ok(refreshed) => {
                // A call that was slow must not bring back older tokens.
                let mut current = self.lock();
                if current.version < refreshed.session.version {
                    *current = Arc::clone(&refreshed.session);
                }
                Ok(refreshed)
            }
            Err(error) => {
                if is_ended(&error) {
                    self.0.ended.get_or_init(|| error.clone());
                }
                Err(error)
            }
        }
    }
}

fn is_ended(error: &Error) -> bool {
    matches!(error, Error::Oidc(error) if error.kind() == Kind::SessionEnded)
}

/// Returns whether a valid access token must not be used after this error: the session has ended,
/// or the provider issued tokens of another user.
fn is_final(error: &Error) -> bool {
    is_ended(error) || matches!(error, Error::Token(_))
}

impl fmt::Debug for UserSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserSession").field("subject", &self.subject()).finish_non_exhaustive()
    }
}
