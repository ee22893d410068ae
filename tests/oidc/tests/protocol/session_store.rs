//! Sessions in stores: races between processes, sign-out, failures of the store.

use std::sync::Arc;
use std::time::Duration;

use genauth::oidc::{
    LogoutTokenClaims, MemorySessionStore, OidcClient, RedisSessionStore, SessionStore,
    StoredSession,
};
use genauth::{OidcErrorKind as Kind, StoreFuture, TokenErrorKind};
use peers::Redis;
use serde_json::json;
use support::Reply;
use tokio::sync::Semaphore;

use crate::provider::*;
use crate::session_support::*;

fn store(redis: &Redis) -> RedisSessionStore {
    RedisSessionStore::new(redis.url()).unwrap()
}

/// Runs tests with each store.
macro_rules! with_each_store {
    ($($test:ident)*) => {
        mod memory {
            $(#[tokio::test]
            async fn $test() {
                super::$test(super::MemorySessionStore::new()).await;
            })*
        }

        mod redis {
            $(#[tokio::test]
            async fn $test() {
                let Some(redis) = super::Redis::start().await else { return };
                super::$test(super::store(&redis)).await;
            })*
        }
    };
}

with_each_store! {
    two_processes_send_a_refresh_token_once
    the_loser_of_a_race_uses_the_tokens_of_the_winner
    tokens_of_another_process_are_used_without_a_request
    a_session_that_was_removed_is_not_brought_back
    a_rejected_refresh_token_removes_the_session
    back_channel_logout_ends_the_sessions_that_it_names
    all_sessions_of_a_user_end
    a_dropped_call_stores_the_tokens
    a_session_is_replaced_in_its_version_only
}

/// Stores a session whose access token has expired; returns its id.
async fn start<S: SessionStore + Clone>(
    provider: &Provider,
    oidc: &OidcClient,
    clock: &TestClock,
    store: &S,
) -> String {
    let sign_in = sign_in(provider, oidc, json!({}), json!({"sid": "s1"})).await;
    let session = oidc.start_session(store, sign_in).await.unwrap();
    clock.advance(3_600);
    session.id().to_owned()
}

/// A store that does not coordinate processes.
#[derive(Clone)]
struct Uncoordinated<S>(S);

impl<S: SessionStore> SessionStore for Uncoordinated<S> {
    fn load<'a>(&'a self, id: &'a str) -> StoreFuture<'a, Option<StoredSession>> {
        self.0.load(id)
    }

    fn insert<'a>(&'a self, id: &'a str, session: &'a StoredSession) -> StoreFuture<'a, ()> {
        self.0.insert(id, session)
    }

    fn replace<'a>(
        &'a self,
        id: &'a str,
        version: u64,
        session: &'a StoredSession,
    ) -> StoreFuture<'a, bool> {
        self.0.replace(id, version, session)
    }

    fn remove<'a>(&'a self, id: &'a str) -> StoreFuture<'a, ()> {
        self.0.remove(id)
    }

    fn remove_ended<'a>(&'a self, logout: &'a LogoutTokenClaims) -> StoreFuture<'a, u64> {
        self.0.remove_ended(logout)
    }
}

/// A provider with reuse detection would end the session of both.
async fn two_processes_send_a_refresh_token_once<S: SessionStore + Clone>(store: S) {
    let provider = Provider::start().await;
    let clock = TestClock::new();
    let (one, two) = (client(&provider, &clock), client(&provider, &clock));
    let id = start(&provider, &one, &clock, &store).await;
    let first = one.load_session(&store, &id).await.unwrap().unwrap();
    let second = two.load_session(&store, &id).await.unwrap().unwrap();
    let gate = Arc::new(Semaphore::new(0));
    provider.script().tokens = vec![tokens(2, json!({})).held(&gate), invalid_grant()];
    let before = provider.token_requests();
    let calls =
        [first, second].map(|session| tokio::spawn(async move { session.access_token().await }));
    support::until(|| provider.token_requests() == before + 1).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    gate.add_permits(1);
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().expose(), "access-2");
    }
    assert_eq!(refresh_tokens(&provider), ["refresh-1"]);
    // The reservation has ended.
    clock.advance(3_600);
    provider.script().tokens = vec![tokens(3, json!({}))];
    let session = two.load_session(&store, &id).await.unwrap().unwrap();
    assert_eq!(session.access_token().await.unwrap().expose(), "access-3");
}

/// S1.
async fn the_loser_of_a_race_uses_the_tokens_of_the_winner<S: SessionStore + Clone>(store: S) {
    let store = Uncoordinated(store);
    for loser_is_last in [true, false] {
        let provider = Provider::start().await;
        let clock = TestClock::new();
        // Processes share the store only.
        let (one, two) = (client(&provider, &clock), client(&provider, &clock));
        let id = start(&provider, &one, &clock, &store).await;
        let winner = one.load_session(&store, &id).await.unwrap().unwrap();
        let loser = two.load_session(&store, &id).await.unwrap().unwrap();
        let gates = [Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0))];
        provider.script().tokens =
            vec![tokens(2, json!({})).held(&gates[0]), invalid_grant().held(&gates[1])];
        let before = provider.token_requests();
        let winner = tokio::spawn(async move { winner.access_token().await });
        support::until(|| provider.token_requests() == before + 1).await;
        let loser = tokio::spawn(async move { loser.access_token().await });
        support::until(|| provider.token_requests() == before + 2).await;
        let (first, second) = if loser_is_last { (0, 1) } else { (1, 0) };
        gates[first].add_permits(1);
        tokio::time::sleep(Duration::from_millis(900)).await;
        gates[second].add_permits(1);
        for call in [winner, loser] {
            assert_eq!(call.await.unwrap().unwrap().expose(), "access-2");
        }
        assert_eq!(refresh_tokens(&provider), ["refresh-1", "refresh-1"]);
        let stored = store.load(&id).await.unwrap().unwrap();
        assert_eq!(stored.tokens.refresh_token.unwrap().expose(), "refresh-2");
    }
}

async fn tokens_of_another_process_are_used_without_a_request<S: SessionStore + Clone>(store: S) {
    let provider = Provider::start().await;
    let clock = TestClock::new();
    let (one, two) = (client(&provider, &clock), client(&provider, &clock));
    let id = start(&provider, &one, &clock, &store).await;
    let first = one.load_session(&store, &id).await.unwrap().unwrap();
    let second = two.load_session(&store, &id).await.unwrap().unwrap();
    let reused = rotate(&provider, json!({}));
    for number in [2, 4] {
        let expected = format!("access-{number}");
        assert_eq!(first.access_token().await.unwrap().expose(), expected);
        assert_eq!(second.access_token().await.unwrap().expose(), expected);
        // A refresh that is asked for starts with the tokens of the other process.
        second.refresh().await.unwrap();
        assert_eq!(second.access_token().await.unwrap().expose(), format!("access-{}", number + 1));
        clock.advance(3_600);
    }
    assert!(reused.lock().unwrap().is_empty());
    assert_eq!(store.load(&id).await.unwrap().unwrap().version, 4);
}

/// S3.
async fn a_session_that_was_removed_is_not_brought_back<S: SessionStore + Clone>(store: S) {
    let provider = Provider::start().await;
    let clock = TestClock::new();
    let oidc = client(&provider, &clock);
    let id = start(&provider, &oidc, &clock, &store).await;
    let slow = oidc.load_session(&store, &id).await.unwrap().unwrap();
    let gate = Arc::new(Semaphore::new(0));
    provider.script().tokens = vec![tokens(2, json!({})).held(&gate)];
    let before = provider.token_requests();
    let old = slow.stored();
    let call = tokio::spawn({
        let slow = slow.clone();
        async move { slow.access_token().await }
    });
    support::until(|| provider.token_requests() == before + 1).await;
    let signed_out = oidc.load_session(&store, &id).await.unwrap().unwrap();
    signed_out.end().await.unwrap();
    gate.add_permits(1);
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
    assert!(!store.replace(&id, old.version, &old).await.unwrap());
    assert!(store.load(&id).await.unwrap().is_none());
    assert!(oidc.load_session(&store, &id).await.unwrap().is_none());
    // Neither refresh token is left behind.
    let revoked: Vec<_> = provider.requests("/oidc/token/revocation");
    let revoked: Vec<_> = revoked.iter().map(|it| form(it, "token").unwrap()).collect();
    assert_eq!(revoked, ["refresh-1", "refresh-2"]);
    // Handles of before notice.
    wait(Duration::from_secs(31)).await;
    let before = provider.token_requests();
    let error = slow.access_token().await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
    assert_eq!(provider.token_requests(), before);
}

async fn a_rejected_refresh_token_removes_the_session<S: SessionStore + Clone>(store: S) {
    let provider = Provider::start().await;
    let clock = TestClock::new();
    let oidc = client(&provider, &clock);
    let id = start(&provider, &oidc, &clock, &store).await;
    let session = oidc.load_session(&store, &id).await.unwrap().unwrap();
    provider.script().tokens = vec![Reply::new(503, "unavailable")];
    assert!(session.access_token().await.unwrap_err().is_retryable());
    assert!(store.load(&id).await.unwrap().is_some());
    wait(Duration::from_secs(2)).await;
    provider.script().tokens = vec![invalid_grant()];
    let error = session.access_token().await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
    assert!(store.load(&id).await.unwrap().is_none());
    assert_eq!(refresh_tokens(&provider).len(), 2);
}

/// L3, L4.
async fn back_channel_logout_ends_the_sessions_that_it_names<S: SessionStore + Clone>(store: S) {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let logout = |changes| K1.token(&provider.logout(changes));
    let mut ids = Vec::new();
    for (user, session) in [("u1", "s1"), ("u1", "s2"), ("u1", "s3"), ("u2", "s4")] {
        let sign_in =
            sign_in(&provider, &oidc, json!({}), json!({"sub": user, "sid": session})).await;
        ids.push(oidc.start_session(&store, sign_in).await.unwrap().id().to_owned());
    }
    for rejected in
        [json!({"events": null}), json!({"nonce": "n"}), json!({"sub": null, "sid": null})]
    {
        let error = oidc.back_channel_logout(&store, &logout(rejected)).await.unwrap_err();
        assert!(token_kind(&error).is_some(), "{error:?}");
    }
    let id_token = K1.token(&provider.id(json!({})));
    let error = oidc.back_channel_logout(&store, &id_token).await.unwrap_err();
    assert_eq!(token_kind(&error), Some(TokenErrorKind::LogoutEvent));
    for (changes, ended, left) in [
        (json!({"sid": "unknown"}), 0, [true, true, true, true]),
        // The session of another user.
        (json!({"sub": "u2", "sid": "s2"}), 0, [true, true, true, true]),
        (json!({"sid": "s2"}), 1, [true, false, true, true]),
        (json!({"sid": "s2"}), 0, [true, false, true, true]),
        (json!({"sid": null}), 2, [false, false, false, true]),
        (json!({"sub": null, "sid": "s4"}), 1, [false, false, false, false]),
    ] {
        let token = logout(changes.clone());
        let found = oidc.back_channel_logout(&store, &token).await.unwrap();
        assert_eq!(found, ended, "{changes}");
        for (id, is_left) in ids.iter().zip(left) {
            assert_eq!(store.load(id).await.unwrap().is_some(), is_left, "{changes}");
        }
    }
}

async fn all_sessions_of_a_user_end<S: SessionStore + Clone>(store: S) {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let mut ids = Vec::new();
    for user in ["u1", "u1", "u2"] {
        let sign_in = sign_in(&provider, &oidc, json!({}), json!({"sub": user})).await;
        ids.push(oidc.start_session(&store, sign_in).await.unwrap().id().to_owned());
    }
    assert_eq!(oidc.end_sessions(&store, "u1").await.unwrap(), 2);
    assert_eq!(oidc.end_sessions(&store, "u1").await.unwrap(), 0);
    for (id, is_left) in ids.iter().zip([false, false, true]) {
        assert_eq!(store.load(id).await.unwrap().is_some(), is_left);
    }
}

async fn a_dropped_call_stores_the_tokens<S: SessionStore + Clone>(store: S) {
    let provider = Provider::start().await;
    let clock = TestClock::new();
    let oidc = client(&provider, &clock);
    let id = start(&provider, &oidc, &clock, &store).await;
    let gate = Arc::new(Semaphore::new(0));
    provider.script().tokens = vec![tokens(2, json!({})).held(&gate), invalid_grant()];
    {
        let session = oidc.load_session(&store, &id).await.unwrap().unwrap();
        let call = session.access_token();
        assert!(tokio::time::timeout(Duration::from_millis(200), call).await.is_err());
    }
    gate.add_permits(1);
    for _ in 0..200 {
        if store.load(&id).await.unwrap().unwrap().version == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Another process finds them.
    let other = client(&provider, &clock).load_session(&store, &id).await.unwrap().unwrap();
    assert_eq!(other.access_token().await.unwrap().expose(), "access-2");
}

async fn a_session_is_replaced_in_its_version_only<S: SessionStore + Clone>(store: S) {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let sign_in = sign_in(&provider, &oidc, json!({}), json!({"sid": "s1"})).await;
    let session = oidc.start_session(&store, sign_in).await.unwrap();
    let mut stored = session.stored();
    assert_eq!(store.load(session.id()).await.unwrap(), Some(stored.clone()));
    stored.version = 1;
    assert!(!store.replace(session.id(), 1, &stored).await.unwrap());
    assert!(store.replace(session.id(), 0, &stored).await.unwrap());
    assert!(!store.replace(session.id(), 0, &stored).await.unwrap());
    assert_eq!(store.load(session.id()).await.unwrap(), Some(stored.clone()));
    assert!(!store.replace("other", 0, &stored).await.unwrap());
    assert!(store.load("other").await.unwrap().is_none());
}

#[tokio::test]
async fn redis_keeps_sessions_for_their_lifetime_and_forgets_those_that_ended() {
    let Some(redis) = Redis::start().await else { return };
    let store = store(&redis).key_prefix("test:").lifetime(Duration::from_secs(600));
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let sign_in = sign_in(&provider, &oidc, json!({}), json!({"sid": "s1"})).await;
    let session = oidc.start_session(&store, sign_in).await.unwrap();
    let key = format!("test:id:{}", session.id());
    for key in [&*key, "test:sub:u1", "test:sid:s1"] {
        let left: i64 = redis.ask(&["PTTL", key]).parse().unwrap();
        assert!((590_000..=600_000).contains(&left), "{key}: {left}");
    }
    // Clones share a connection, and another one is opened when it is closed.
    for _ in 0..3 {
        assert!(store.clone().load(session.id()).await.unwrap().is_some());
    }
    let clients = redis.ask(&["CLIENT", "LIST"]);
    assert_eq!(clients.lines().filter(|it| !it.contains("cmd=client|list")).count(), 1);
    redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
    assert!(store.load(session.id()).await.unwrap().is_some());
    session.end().await.unwrap();
    assert_eq!(redis.ask(&["KEYS", "*"]), "");
    // A value that is not a session is not one.
    redis.ask(&["SET", "test:id:odd", "odd"]);
    assert!(store.load("odd").await.unwrap().is_none());
    drop(redis);
    let error = oidc.load_session(&store, session.id()).await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::SessionStore));
    assert!(error.is_retryable() && !error.is_unauthenticated());
    assert!(!error.to_string().contains("127.0.0.1"), "{error}");
}
