//! Calls of a client with a session, and many of them at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use genauth::authentication::GetProfileParams;
use genauth::oidc::{MemorySessionStore, UserSession};
use genauth::{AuthenticationClient, Error, OidcErrorKind as Kind, RetryPolicy};
use serde_json::json;
use support::{Reply, Server};
use tokio::task::JoinSet;

use crate::provider::*;
use crate::session_support::*;

/// Starts an API that accepts this access token; returns it with a client.
async fn api(accepted: &'static str) -> (Server, AuthenticationClient) {
    let server = Server::start(move |request| {
        let is_accepted = request.header("authorization") == format!("Bearer {accepted}");
        match is_accepted || request.path == "/api/v3/signin" {
            true => Reply::data(&json!({"userId": "u1"})),
            false => Reply::json(401, &json!({"statusCode": 401, "message": "expired"})),
        }
    });
    let server = server.await.unwrap();
    let app = AuthenticationClient::builder(APP_ID, server.host()).app_secret(SECRET);
    let app = app.retry(RetryPolicy::never()).build().unwrap();
    (server, app)
}

async fn session(provider: &Provider) -> (UserSession, TestClock) {
    let clock = TestClock::new();
    let oidc = client(provider, &clock);
    let sign_in = sign_in(provider, &oidc, json!({}), json!({})).await;
    (oidc.session(sign_in), clock)
}

async fn call(user: &AuthenticationClient) -> Result<(), Error> {
    user.get_profile(GetProfileParams::new()).await.map(|_| ())
}

fn sent(server: &Server) -> Vec<String> {
    server.recorded().iter().map(|request| request.header("authorization").to_owned()).collect()
}

#[tokio::test]
async fn a_client_with_a_session_sends_the_refreshed_token() {
    let provider = Provider::start().await;
    let (server, app) = api("access-2").await;
    let (session, clock) = session(&provider).await;
    let user = app.with_session(&session);
    rotate(&provider, json!({}));
    clock.advance(3_600);
    for _ in 0..2 {
        call(&user).await.unwrap();
    }
    assert_eq!(sent(&server), ["Bearer access-2"; 2]);
    assert_eq!(refresh_tokens(&provider), ["refresh-1"]);
    // Other views of the client do not act for the user.
    assert!(matches!(call(&app).await, Err(Error::Credential(_))));
    assert_eq!(server.recorded().len(), 2);
}

#[tokio::test]
async fn a_rejected_token_is_refreshed_once() {
    let provider = Provider::start().await;
    let (server, app) = api("access-2").await;
    let (session, _clock) = session(&provider).await;
    let user = app.with_session(&session);
    rotate(&provider, json!({}));
    call(&user).await.unwrap();
    assert_eq!(sent(&server), ["Bearer access-1", "Bearer access-2"]);
    // It is rejected as well.
    let (server, app) = api("none").await;
    let error = call(&app.with_session(&session)).await.unwrap_err();
    assert_eq!(error.status_code(), Some(401));
    assert_eq!(sent(&server), ["Bearer access-2", "Bearer access-3"]);
}

#[tokio::test]
async fn a_call_at_the_end_of_the_session_fails_with_the_reason() {
    let provider = Provider::start().await;
    let (server, app) = api("access-2").await;
    let (session, clock) = session(&provider).await;
    let user = app.with_session(&session);
    provider.script().tokens = vec![Reply::new(503, "unavailable")];
    clock.advance(3_600);
    assert!(call(&user).await.unwrap_err().is_retryable());
    wait(std::time::Duration::from_secs(2)).await;
    provider.script().tokens = vec![invalid_grant()];
    for _ in 0..2 {
        let error = call(&user).await.unwrap_err();
        assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
        assert!(error.is_unauthenticated());
    }
    assert!(server.recorded().is_empty());
    assert_eq!(refresh_tokens(&provider).len(), 2);
}

#[tokio::test]
async fn endpoints_with_client_authentication_do_not_receive_the_token() {
    let provider = Provider::start().await;
    let (server, app) = api("access-1").await;
    let (session, _clock) = session(&provider).await;
    let user = app.with_session(&session);
    let _ = user.sign_in_by_username_password("alice", "test-secret").await;
    let request = server.last().unwrap();
    assert_eq!(request.path, "/api/v3/signin");
    assert_eq!(request.header("authorization"), "");
    assert!(request.json().get("client_secret").is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_is_never_sent_twice() {
    const TASKS: usize = 64;
    const CALLS: usize = 20;
    let provider = Provider::start().await;
    let clock = TestClock::new();
    let oidc = client(&provider, &clock);
    let store = MemorySessionStore::new();
    let lifetime = json!({"expires_in": 60});
    let sign_in = sign_in(&provider, &oidc, lifetime.clone(), json!({})).await;
    let session = oidc.start_session(&store, sign_in).await.unwrap();
    let reused = rotate(&provider, lifetime);
    let done = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let (oidc, store, clock) = (oidc.clone(), store.clone(), clock.clone());
        let (session, done) = (session.clone(), Arc::clone(&done));
        tasks.spawn(async move {
            for call in 0..CALLS {
                // Half of them load the session for each call, as requests of a browser do.
                let session = match task % 2 {
                    0 => session.clone(),
                    _ => oidc.load_session(&store, session.id()).await.unwrap().unwrap(),
                };
                match call % 5 {
                    4 => session.refresh().await.unwrap(),
                    _ => drop(session.access_token().await.unwrap()),
                }
                done.fetch_add(1, Ordering::SeqCst);
                clock.advance(3);
                tokio::task::yield_now().await;
            }
        });
    }
    while let Some(outcome) = tasks.join_next().await {
        outcome.unwrap();
    }
    assert_eq!(done.load(Ordering::SeqCst), TASKS * CALLS);
    assert!(reused.lock().unwrap().is_empty(), "{reused:?}");
    let sent = refresh_tokens(&provider);
    assert!(sent.len() > 10, "{}", sent.len());
    let expected: Vec<String> =
        (1..=sent.len()).map(|number| format!("refresh-{number}")).collect();
    assert_eq!(sent, expected);
}
