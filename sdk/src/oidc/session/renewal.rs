//! [`renew`]: the next tokens of a session, from the provider or the store.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::time::sleep;

use super::failure::{ended, store_failed};
use super::refreshes::Refreshed;
use super::shared::Handle;
use super::{SessionStore, StoredSession};
use crate::credentials::StoreError;
use crate::error::Error;
use crate::oidc::introspection::revoke;
use crate::oidc::refresh::refresh;
use crate::oidc::settings::Settings;
use crate::oidc::token::TokenSet;

/// The process that won a race for a refresh token gets two seconds to receive and store its result.
const WINNER: [Duration; 5] = [
    Duration::from_millis(50),
    Duration::from_millis(150),
    Duration::from_millis(300),
    Duration::from_millis(500),
    Duration::from_millis(1_000),
];

/// A refresh is reserved for this process for this long, the limit of a refresh.
const RESERVATION: Duration = Duration::from_secs(60);

/// A process waits three seconds for the result of another one that has reserved the refresh.
const RESERVED: [Duration; 12] = [Duration::from_millis(250); 12];

/// The pauses between accesses to a store that fails.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(50), Duration::from_millis(200), Duration::from_millis(500)];

/// A refreshed session that cannot be stored is stored in the background, with twice the pause after
/// each attempt.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_secs(64);

/// Returns the session that follows `session`: as another process has stored it, or refreshed and
/// stored.
pub(super) async fn renew(
    handle: Arc<Handle>,
    session: Arc<StoredSession>,
) -> Result<Refreshed, Error> {
    let Some(store) = &handle.store else {
        return renewed(&handle, &session, session.version).await;
    };
    // Before the request: with rotation, a provider that receives a used refresh token may take it
    // for stolen and revoke its successors. A store that fails would lose the new tokens.
    let mut pauses = RESERVED.into_iter();
    loop {
        let is_reserved =
            store.reserve_refresh(&handle.id, RESERVATION).await.map_err(store_failed)?;
        let stored = match store.load(&handle.id).await {
            Ok(Some(stored)) if stored.version <= session.version => Ok(stored),
            Ok(Some(stored)) => Err(Ok(Refreshed::elsewhere(stored))),
            Ok(None) => Err(Err(ended("it was ended elsewhere").into())),
            Err(error) => Err(Err(store_failed(error))),
        };
        let outcome = match (stored, is_reserved, pauses.next()) {
            (Err(outcome), ..) => outcome,
            (Ok(_), false, Some(pause)) => {
                sleep(pause).await;
                continue;
            }
            // Another process may have crashed.
            (Ok(stored), ..) => renewed(&handle, &session, stored.version).await,
        };
        if is_reserved && let Err(error) = store.release_refresh(&handle.id).await {
            tracing::warn!(%error, "the reservation of a refresh cannot be released");
        }
        return outcome;
    }
}

/// Refreshes a session and stores it in place of this version.
async fn renewed(
    handle: &Handle,
    session: &StoredSession,
    stored_version: u64,
) -> Result<Refreshed, Error> {
    match refresh(&handle.settings, &session.tokens).await {
        Ok(tokens) => {
            let version = session.version.wrapping_add(1);
            let new = StoredSession { tokens, version, ..session.clone() };
            handle.store_new(stored_version, new).await
        }
        Err(error) if error.is_invalid_grant() => {
            // Another process may have used the refresh token.
            if let Some(winner) = handle.winner(session).await? {
                return Ok(Refreshed::elsewhere(winner));
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
    async fn store_new(&self, version: u64, new: StoredSession) -> Result<Refreshed, Error> {
        let gone = match &self.store {
            None => self.ended(),
            Some(store) => {
                // The old refresh token is used up, so the new one must not be lost to a hiccup.
                match patiently(|| store.replace(&self.id, version, &new)).await {
                    Ok(true) => None,
                    Ok(false) => match store.load(&self.id).await.map_err(store_failed)? {
                        Some(stored) => return Ok(Refreshed::elsewhere(stored)),
                        None => Some(ended("it was ended elsewhere").into()),
                    },
                    Err(error) => {
                        tracing::warn!(%error, "the refreshed session cannot be stored yet");
                        let (store, id) = (Arc::clone(store), self.id.clone());
                        tokio::spawn(store_later(store, id, version, new.clone()));
                        None
                    }
                }
            }
        };
        match gone {
            None => Ok(Refreshed { session: Arc::new(new), is_fresh: true }),
            Some(error) => {
                revoke_refresh_token(&self.settings, &new.tokens).await;
                Err(error)
            }
        }
    }

    /// Returns the session as another process has refreshed it; `None` if it has not.
    async fn winner(&self, session: &StoredSession) -> Result<Option<StoredSession>, Error> {
        let Some(store) = &self.store else { return Ok(None) };
        let mut pauses = WINNER.into_iter();
        loop {
            let stored = store.load(&self.id).await.map_err(store_failed)?;
            let stored = stored.ok_or_else(|| ended("it was ended elsewhere"))?;
            if stored.tokens.refresh_token != session.tokens.refresh_token {
                return Ok(Some(stored));
            }
            match pauses.next() {
                Some(pause) => sleep(pause).await,
                None => return Ok(None),
            }
        }
    }
}

/// Revokes the refresh token of a session that has ended.
pub(super) async fn revoke_refresh_token(settings: &Settings, tokens: &TokenSet) {
    let Some(token) = &tokens.refresh_token else { return };
    if let Err(error) = revoke(&settings.provider, token, Some("refresh_token")).await {
        tracing::warn!(%error, "the refresh token cannot be revoked");
    }
}

/// Repeats an access to a store that fails.
async fn patiently<T, F>(mut access: impl FnMut() -> F) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    for pause in PAUSES {
        match access().await {
            Ok(done) => return Ok(done),
            Err(_) => sleep(pause).await,
        }
    }
    access().await
}

/// Stores a refreshed session once the store works again.
async fn store_later(store: Arc<dyn SessionStore>, id: String, version: u64, new: StoredSession) {
    let mut pause = FIRST_PAUSE;
    while pause <= LAST_PAUSE {
        sleep(pause).await;
        if store.replace(&id, version, &new).await.is_ok() {
            return;
        }
        pause *= 2;
    }
    tracing::warn!("a refreshed session was not stored; other processes cannot refresh it");
}
