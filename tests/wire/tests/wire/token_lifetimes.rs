//! Lifetimes of management tokens, and tokens revoked by the server.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth::management::ListUsersRequestDto;
use genauth::{
    AuthenticationClient, Error, ManagementClient, ManagementToken, StoreFuture, TokenStore,
};
use serde_json::{Value, json};
use support::{ACCESS_KEY, APP_ID, Reply, Server, is_token_request};
use tokio::task::JoinSet;

fn admin(server: &Server) -> ManagementClient {
    ManagementClient::builder(ACCESS_KEY.0, ACCESS_KEY.1).host(server.host()).build().unwrap()
}

fn page() -> Reply {
    Reply::data(&json!({"totalCount": 0, "list": []}))
}

fn refusal() -> Reply {
    Reply::json(401, &json!({"statusCode": 401, "message": "no"}))
}

async fn call(admin: &ManagementClient) -> Result<(), Error> {
    admin.list_users(ListUsersRequestDto::new()).await.map(|_| ())
}

fn requests_for_tokens(server: &Server) -> usize {
    server.recorded().iter().filter(|request| is_token_request(request)).count()
}

async fn responding_with_token(token: Value) -> Server {
    let server = Server::start(move |request| match is_token_request(request) {
        true => Reply::data(&token),
        false => page(),
    });
    server.await.unwrap()
}

fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.none", part(&json!({"alg": "none"})), part(claims))
}

fn seconds_from_now(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    i64::try_from(now).unwrap() + seconds
}

#[tokio::test]
async fn a_token_without_a_lifetime_is_used_until_rejected() {
    for token in [
        json!({"access_token": "opaque"}),
        json!({"access_token": jwt(&json!({"sub": "x"}))}),
        json!({"access_token": jwt(&json!({"exp": seconds_from_now(7_200)}))}),
        // A clock that is an hour ahead or behind.
        json!({"access_token": jwt(&json!({"exp": seconds_from_now(-3_600)}))}),
    ] {
        let server = responding_with_token(token.clone()).await;
        let admin = admin(&server);
        for _ in 0..5 {
            call(&admin).await.unwrap();
        }
        assert_eq!(requests_for_tokens(&server), 1, "{token}");
    }
}

#[tokio::test]
async fn the_expiry_claim_determines_renewal() {
    for claims in [
        json!({"exp": seconds_from_now(1_000)}),
        json!({"exp": seconds_from_now(1_000), "iat": seconds_from_now(-500)}),
        // The server's clock is ahead.
        json!({"exp": seconds_from_now(9_000), "iat": seconds_from_now(8_000)}),
    ] {
        let server = responding_with_token(json!({"access_token": jwt(&claims)})).await;
        let admin = admin(&server);
        call(&admin).await.unwrap();
        for (pass, expected) in [(900, 1), (95, 2)] {
            tokio::time::pause();
            tokio::time::advance(Duration::from_secs(pass)).await;
            tokio::time::resume();
            call(&admin).await.unwrap();
            assert_eq!(requests_for_tokens(&server), expected, "{claims}");
        }
    }
}

#[tokio::test]
async fn expires_in_takes_precedence_over_the_claims() {
    let token = jwt(&json!({"exp": seconds_from_now(100_000)}));
    let server = responding_with_token(json!({"access_token": token, "expires_in": 100})).await;
    let admin = admin(&server);
    call(&admin).await.unwrap();
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(99)).await;
    tokio::time::resume();
    call(&admin).await.unwrap();
    assert_eq!(requests_for_tokens(&server), 2);
}

/// Starts a server whose tokens are valid for this number of calls.
async fn revoking_after(uses: usize) -> Server {
    let count = AtomicUsize::new(0);
    let used: Mutex<HashMap<String, usize>> = Mutex::default();
    let server = Server::start(move |request| match is_token_request(request) {
        true => {
            let token = format!("token-{}", count.fetch_add(1, Ordering::Relaxed) + 1);
            Reply::data(&json!({"access_token": token, "expires_in": 7_200}))
        }
        false => {
            let mut used = used.lock().unwrap();
            let used = used.entry(request.header("authorization").to_owned()).or_default();
            *used += 1;
            if *used > uses { refusal() } else { page() }
        }
    });
    server.await.unwrap()
}

#[tokio::test]
async fn a_token_is_renewed_again_within_seconds() {
    let server = revoking_after(1).await;
    let admin = admin(&server);
    for _ in 0..10 {
        call(&admin).await.unwrap();
    }
    assert_eq!(requests_for_tokens(&server), 10);
}

#[tokio::test]
async fn calls_one_after_another_outlive_their_tokens() {
    let server = revoking_after(200).await;
    let admin = admin(&server);
    for _ in 0..1_000 {
        call(&admin).await.unwrap();
    }
    assert_eq!(requests_for_tokens(&server), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_at_once_outlive_their_tokens() {
    let server = revoking_after(200).await;
    let admin = admin(&server);
    let mut calls = JoinSet::new();
    for _ in 0..1_000 {
        let admin = admin.clone();
        calls.spawn(async move { call(&admin).await });
    }
    for outcome in calls.join_all().await {
        outcome.unwrap();
    }
}

#[tokio::test]
async fn repeatedly_rejected_tokens_exhaust_the_budget() {
    let server = revoking_after(1).await;
    let admin = admin(&server);
    let mut failed = 0;
    for _ in 0..300 {
        failed += usize::from(call(&admin).await.is_err());
    }
    assert!(failed > 0, "the budget of retries ends it");
    assert!((100..200).contains(&requests_for_tokens(&server)), "{}", requests_for_tokens(&server));
}

#[tokio::test]
async fn a_token_invalid_as_a_header_value_is_rejected_and_not_cached() {
    for odd in ["", " ", "a\rb", "a\nx-evil: 1", "a\0b", "a\u{7f}", "密钥"] {
        let requests = AtomicUsize::new(0);
        let server = Server::start(move |request| match is_token_request(request) {
            true => {
                let first = requests.fetch_add(1, Ordering::Relaxed) == 0;
                let token = if first { odd } else { "token-2" };
                Reply::data(&json!({"access_token": token, "expires_in": 7_200}))
            }
            false => page(),
        });
        let server = server.await.unwrap();
        let admin = admin(&server);
        let error = call(&admin).await.unwrap_err();
        assert!(matches!(error, Error::Credential(_)), "{odd:?}: {error:?}");
        assert!(error.to_string().contains("the management token"), "{error}");
        call(&admin).await.unwrap();
        assert_eq!(requests_for_tokens(&server), 2, "{odd:?}");
    }
}

#[tokio::test]
async fn an_application_token_invalid_as_a_header_value_is_a_credential_error() {
    let server = responding_with_token(json!({})).await;
    for odd in ["", "sentinel\rb", "sentinel\nx-evil: 1", "sentinel\0"] {
        let admin = ManagementClient::with_token_provider(ManagementToken::new(odd));
        let error = call(&admin.host(server.host()).build().unwrap()).await.unwrap_err();
        assert!(matches!(error, Error::Credential(_)), "{odd:?}: {error:?}");
        let app = AuthenticationClient::builder(APP_ID, server.host()).build().unwrap();
        let user = app.with_access_token(odd);
        let error = user.list_enrolled_factors().await.unwrap_err();
        assert!(matches!(error, Error::Credential(_)), "{odd:?}: {error:?}");
        assert!(!format!("{error} {error:?}").contains("sentinel"), "{error}");
    }
    assert!(server.recorded().is_empty());
}

/// A store with a token that is not a valid header value.
struct Broken;

impl TokenStore for Broken {
    fn load<'a>(&'a self, _: &'a str) -> StoreFuture<'a, Option<ManagementToken>> {
        let expiry = SystemTime::now() + Duration::from_secs(7_200);
        let token = ManagementToken::new("a\r\nx-evil: 1").with_expiry(expiry);
        Box::pin(async { Ok(Some(token)) })
    }

    fn save<'a>(&'a self, _: &'a str, _: &'a ManagementToken) -> StoreFuture<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn a_stored_token_invalid_as_a_header_value_is_not_used() {
    let server = responding_with_token(json!({"access_token": "token", "expires_in": 7_200})).await;
    let admin = ManagementClient::builder(ACCESS_KEY.0, ACCESS_KEY.1).host(server.host());
    call(&admin.token_store(Broken).build().unwrap()).await.unwrap();
    assert_eq!(requests_for_tokens(&server), 1);
}

/// A token request that was started by a runtime that is not running.
#[test]
fn a_stalled_token_request_is_replaced_within_the_call_timeout() {
    let serving = tokio::runtime::Runtime::new().unwrap();
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let server = serving.block_on(Server::start(move |request| match is_token_request(request) {
        true if count.fetch_add(1, Ordering::Relaxed) == 0 => Reply::Silence,
        true => Reply::data(&json!({"access_token": "token-2", "expires_in": 7_200})),
        false => page(),
    }));
    let server = server.unwrap();
    let admin = admin(&server);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (resting, first, second) = (runtime(), runtime(), runtime());
    resting.block_on(async {
        tokio::select! {
            outcome = call(&admin) => panic!("{outcome:?}"),
            done = support::until(|| requests.load(Ordering::Relaxed) == 1) => assert!(done),
        }
    });
    for runtime in [first, second] {
        runtime.block_on(async {
            let call =
                admin.list_users(ListUsersRequestDto::new()).timeout(Duration::from_secs(10));
            call.await.unwrap();
        });
    }
    assert_eq!(requests.load(Ordering::Relaxed), 2, "one caller takes it over");
    drop(resting);
}
