//! Sessions in a store that fails.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use genauth::oidc::{
    LogoutTokenClaims, MemorySessionStore, SessionStore, StoredSession, UserSession,
};
use genauth::{Error, OidcErrorKind as Kind, StoreError, StoreFuture};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::provider::*;
use crate::session_support::*;

/// A store whose accesses fail when a test says so.
#[derive(Clone, Default)]
struct Unreliable {
    store: MemorySessionStore,
    failing: Arc<Mutex<Vec<&'static str>>>,
}

impl Unreliable {
    fn fail(&self, accesses: &[&'static str]) {
        *self.failing.lock().unwrap() = accesses.to_vec();
    }

    fn check(&self, access: &str) -> Result<(), StoreError> {
        match self.failing.lock().unwrap().contains(&access) {
            true => Err("connection refused".into()),
            false => Ok(()),
        }
    }
}

impl SessionStore for Unreliable {
    fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>> {
        Box::pin(async {
            self.check("load")?;
            self.store.load(id).await
        })
    }

    fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()> {
        Box::pin(async {
            self.check("insert")?;
            self.store.insert(id, session).await
        })
    }

    fn replace<'a>(
        &'a self,
        id: &'a str,
        version: u64,
        session: &'a StoredSession,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            self.check("replace")?;
            self.store.replace(id, version, session).await
        })
    }

    fn remove<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(async {
            self.check("remove")?;
            self.store.remove(id).await
        })
    }

    fn remove_ended<'a>(&'a self, logout: &'a LogoutTokenClaims) -> StoreFuture<'a, u64> {
        Box::pin(async {
            self.check("remove_ended")?;
            self.store.remove_ended(logout).await
        })
    }
}

/// Returns a session in the store, whose access token is valid for an hour, and its clock.
async fn start(provider: &Provider, store: &Unreliable) -> (UserSession, TestClock) {
    let clock = TestClock::new();
    let oidc = client(provider, &clock);
    let sign_in = sign_in(provider, &oidc, json!({}), json!({"sid": "s1"})).await;
    (oidc.start_session(store, sign_in).await.unwrap(), clock)
}

fn is_store_failure(error: &Error) -> bool {
    oidc_kind(error) == Some(Kind::SessionStore)
        && error.is_retryable()
        && !error.is_unauthenticated()
}

/// S5.
#[tokio::test]
async fn failures_of_the_store_are_errors_of_their_own() {
    let provider = Provider::start().await;
    let store = Unreliable::default();
    let (session, clock) = start(&provider, &store).await;
    let oidc = client(&provider, &clock);
    let sign_in = sign_in(&provider, &oidc, json!({}), json!({})).await;
    store.fail(&["load", "insert", "remove", "remove_ended"]);
    assert!(is_store_failure(&oidc.load_session(&store, session.id()).await.unwrap_err()));
    assert!(is_store_failure(&oidc.start_session(&store, sign_in).await.unwrap_err()));
    let token = K1.token(&provider.logout(json!({})));
    assert!(is_store_failure(&oidc.back_channel_logout(&store, &token).await.unwrap_err()));
    // The session goes on.
    assert!(is_store_failure(&session.end().await.unwrap_err()));
    assert_eq!(provider.count("/oidc/token/revocation"), 0);
    assert_eq!(session.access_token().await.unwrap().expose(), "access-1");
    store.fail(&[]);
    session.end().await.unwrap();
    assert_eq!(provider.count("/oidc/token/revocation"), 1);
    assert!(store.store.is_empty());
}

#[tokio::test]
async fn a_refresh_token_is_not_used_up_while_the_store_is_unavailable() {
    let provider = Provider::start().await;
    let store = Unreliable::default();
    let (session, clock) = start(&provider, &store).await;
    let reused = rotate(&provider, json!({}));
    store.fail(&["load"]);
    clock.advance(3_590);
    assert_eq!(session.access_token().await.unwrap().expose(), "access-1");
    clock.advance(10);
    assert!(is_store_failure(&session.access_token().await.unwrap_err()));
    assert!(refresh_tokens(&provider).is_empty());
    // The next call tries again.
    store.fail(&[]);
    assert_eq!(session.access_token().await.unwrap().expose(), "access-2");
    assert!(reused.lock().unwrap().is_empty());
}

#[tokio::test]
async fn new_tokens_are_stored_when_the_store_works_again() {
    let provider = Provider::start().await;
    let store = Unreliable::default();
    let (session, clock) = start(&provider, &store).await;
    let reused = rotate(&provider, json!({}));
    store.fail(&["replace"]);
    clock.advance(3_600);
    assert_eq!(session.access_token().await.unwrap().expose(), "access-2");
    assert_eq!(store.load(session.id()).await.unwrap().unwrap().version, 0);
    store.fail(&[]);
    for _ in 0..100 {
        if store.load(session.id()).await.unwrap().unwrap().version == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let other = client(&provider, &clock);
    let other = other.load_session(&store, session.id()).await.unwrap().unwrap();
    assert_eq!(other.access_token().await.unwrap().expose(), "access-2");
    assert!(reused.lock().unwrap().is_empty());
}

#[tokio::test]
async fn tokens_that_were_not_stored_are_refreshed_and_stored_later() {
    let provider = Provider::start().await;
    let store = Unreliable::default();
    let (session, clock) = start(&provider, &store).await;
    let reused = rotate(&provider, json!({}));
    store.fail(&["replace"]);
    clock.advance(3_600);
    assert_eq!(session.access_token().await.unwrap().expose(), "access-2");
    clock.advance(3_600);
    store.fail(&[]);
    assert_eq!(session.access_token().await.unwrap().expose(), "access-3");
    // The attempt to store the earlier tokens in the background has no effect.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let stored = store.load(session.id()).await.unwrap().unwrap();
    assert_eq!((stored.tokens.access_token.expose(), stored.version), ("access-3", 2));
    assert!(reused.lock().unwrap().is_empty());
}

#[test]
fn a_refresh_is_started_again_if_its_runtime_is_shut_down() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (servers, first) = (runtime(), runtime());
    let store = Unreliable::default();
    let gate = Arc::new(Semaphore::new(0));
    let (provider, session) = servers.block_on(async {
        let provider = Arc::new(Provider::start().await);
        let (session, clock) = start(&provider, &store).await;
        provider.script().tokens = vec![tokens(2, json!({})).held(&gate), tokens(3, json!({}))];
        clock.advance(3_600);
        (provider, session)
    });
    let waiting = servers.spawn({
        let (provider, session) = (Arc::clone(&provider), session.clone());
        async move {
            support::until(|| provider.token_requests() == 2).await;
            session.access_token().await
        }
    });
    first.block_on(async {
        let call = session.access_token();
        assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    });
    first.shutdown_background();
    servers.block_on(async {
        let error = waiting.await.unwrap().unwrap_err();
        assert!(error.is_retryable() && !error.is_unauthenticated(), "{error:?}");
        assert_eq!(session.access_token().await.unwrap().expose(), "access-3");
    });
}
