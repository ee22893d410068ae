//! Management tokens: time and number of token requests, and failures to obtain a token.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use genauth::management::ListUsersRequestDto;
use genauth::{Error, ManagementClient, ManagementClientBuilder, Middleware, MiddlewareFuture};
use genauth::{Outgoing, RetryPolicy};
use serde_json::json;
use support::{ACCESS_KEY, Recorded, Reply, Server, is_token_request, until};
use tokio::{sync::Semaphore, task::JoinSet};

fn builder(server: &Server) -> ManagementClientBuilder {
    ManagementClient::builder(ACCESS_KEY.0, ACCESS_KEY.1).host(server.host())
}

fn admin(server: &Server) -> ManagementClient {
    builder(server).build().unwrap()
}

fn page() -> Reply {
    Reply::data(&json!({"totalCount": 0, "list": []}))
}

async fn call(admin: &ManagementClient) -> Result<(), Error> {
    admin.list_users(ListUsersRequestDto::new()).await.map(|_| ())
}

/// Returns the response with a numbered token: `token-1`, `token-2` and so on.
fn numbered(number: usize) -> Reply {
    Reply::data(&json!({"access_token": format!("token-{number}"), "expires_in": 7_200}))
}

/// Starts a server with numbered tokens, and with responses chosen by the number of the token of a
/// call; 0 is a token request.
async fn numbering(respond: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match is_token_request(request) {
        true => numbered(count.fetch_add(1, Ordering::Relaxed) + 1),
        false => respond(number_of(request)),
    });
    server.await.unwrap()
}

fn number_of(request: &Recorded) -> usize {
    request.header("authorization").strip_prefix("Bearer token-").unwrap().parse().unwrap()
}

fn requests_for_tokens(server: &Server) -> usize {
    server.recorded().iter().filter(|request| is_token_request(request)).count()
}

fn tokens_of_calls(server: &Server) -> Vec<usize> {
    let recorded = server.recorded();
    recorded.iter().filter(|request| !is_token_request(request)).map(number_of).collect()
}

/// Advances the clock by this duration at once.
async fn pass(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

/// Lets only token requests pass.
struct TokensOnly;

impl Middleware for TokensOnly {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let pass = outgoing.operation() == "getManagementToken";
        Box::pin(async move { if pass { Ok(()) } else { Err("far enough".into()) } })
    }
}

#[tokio::test]
async fn a_thousand_concurrent_first_calls_send_one_token_request() {
    let server = numbering(|_| page()).await;
    let admin = builder(&server).middleware(TokensOnly).build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..1_000 {
        let admin = admin.clone();
        calls.spawn(async move { call(&admin).await });
    }
    for outcome in calls.join_all().await {
        let error = outcome.unwrap_err();
        assert!(error.to_string().contains("far enough"), "{error}");
    }
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn tokens_are_renewed_before_expiry_without_blocking_calls() {
    let server = numbering(|_| page()).await;
    let admin = admin(&server);
    call(&admin).await.unwrap();
    pass(7_100).await;
    call(&admin).await.unwrap();
    assert_eq!(requests_for_tokens(&server), 1);
    pass(45).await;
    call(&admin).await.unwrap();
    assert!(until(|| requests_for_tokens(&server) == 2).await, "it does not happen");
    // The new token has arrived when a call is sent with it.
    for _ in 0..2_000 {
        call(&admin).await.unwrap();
        if tokens_of_calls(&server).last() == Some(&2) {
            break;
        }
    }
    let tokens = tokens_of_calls(&server);
    assert_eq!(tokens[..3], [1, 1, 1]);
    assert_eq!(tokens.last(), Some(&2));
    assert_eq!(requests_for_tokens(&server), 2);
}

#[tokio::test]
async fn calls_wait_for_the_renewal_of_a_token_about_to_expire() {
    let server = numbering(|_| page()).await;
    let admin = admin(&server);
    call(&admin).await.unwrap();
    pass(7_180).await;
    call(&admin).await.unwrap();
    assert_eq!(tokens_of_calls(&server), [1, 2]);
}

#[tokio::test]
async fn a_call_with_a_rejected_token_is_retried_with_a_new_token() {
    let body = json!({"statusCode": 401, "message": "no"});
    let long = format!(r#"{{"statusCode":401,"message":"{}"}}"#, "no".repeat(1_000));
    for refusal in [
        Reply::json(401, &body),
        Reply::json(200, &body),
        Reply::new(401, ""),
        Reply::new(200, long),
    ] {
        let refuse = refusal.clone();
        let server = numbering(move |token| if token == 1 { refuse.clone() } else { page() }).await;
        let admin = admin(&server);
        let own = admin.list_users(ListUsersRequestDto::new()).retry(RetryPolicy::never());
        own.await.unwrap();
        call(&admin).await.unwrap();
        assert_eq!(tokens_of_calls(&server), [1, 2, 2], "{refusal:?}");
    }
}

#[tokio::test]
async fn a_rejected_token_is_renewed_once_per_call() {
    let server =
        numbering(|_| Reply::json(200, &json!({"statusCode": 401, "message": "no"}))).await;
    let error = call(&admin(&server)).await.unwrap_err();
    assert_eq!(error.status_code(), Some(401));
    assert_eq!(error.operation(), Some("listUsers"));
    assert_eq!(tokens_of_calls(&server), [1, 2]);
    assert_eq!(requests_for_tokens(&server), 2);
}

#[tokio::test]
async fn rejected_tokens_do_not_cause_a_token_request_per_call() {
    let server =
        numbering(|_| Reply::json(401, &json!({"statusCode": 401, "message": "no"}))).await;
    let admin = admin(&server);
    for _ in 0..10 {
        let error = call(&admin).await.unwrap_err();
        assert_eq!(error.operation(), Some("listUsers"));
    }
    assert_eq!(tokens_of_calls(&server), [1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
    pass(10).await;
    call(&admin).await.unwrap_err();
    assert_eq!(requests_for_tokens(&server), 3, "after a while it is tried again");
}

#[tokio::test]
async fn a_rejected_token_that_is_issued_again_is_not_retried() {
    let server = Server::start(|request| match is_token_request(request) {
        true => numbered(1),
        false => Reply::json(401, &json!({"statusCode": 401, "message": "no"})),
    });
    let server = server.await.unwrap();
    let error = call(&admin(&server)).await.unwrap_err();
    assert_eq!((error.operation(), error.status_code()), (Some("listUsers"), Some(401)));
    assert_eq!(tokens_of_calls(&server), [1]);
}

#[tokio::test]
async fn calls_rejected_together_send_one_token_request() {
    let rejected = || Reply::json(401, &json!({"statusCode": 401, "message": "no"}));
    let server = numbering(move |token| if token == 1 { rejected() } else { page() }).await;
    let admin = admin(&server);
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let admin = admin.clone();
        calls.spawn(async move { call(&admin).await });
    }
    for outcome in calls.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(requests_for_tokens(&server), 2);
    assert_eq!(tokens_of_calls(&server).len(), 100);
}

#[tokio::test]
async fn a_failed_token_request_fails_all_waiting_calls_and_is_not_cached() {
    let requests = AtomicUsize::new(0);
    let server = Server::start(move |request| match is_token_request(request) {
        true if requests.fetch_add(1, Ordering::Relaxed) == 0 => {
            Reply::json(200, &json!({"statusCode": 403, "message": "disabled"}))
        }
        true => numbered(1),
        false => page(),
    });
    let server = server.await.unwrap();
    let admin = admin(&server);
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        let admin = admin.clone();
        calls.spawn(async move { call(&admin).await });
    }
    for outcome in calls.join_all().await {
        let error = outcome.unwrap_err();
        assert_eq!(error.operation(), Some("getManagementToken"));
        assert_eq!(error.status_code(), Some(403));
    }
    assert_eq!(requests_for_tokens(&server), 1);
    call(&admin).await.unwrap();
    assert_eq!(requests_for_tokens(&server), 2);
}

#[tokio::test]
async fn a_token_response_without_token_is_an_error_and_not_cached() {
    let requests = AtomicUsize::new(0);
    let server = Server::start(move |request| match is_token_request(request) {
        true => match requests.fetch_add(1, Ordering::Relaxed) {
            0 => Reply::data(&json!({"access_token": "", "expires_in": 7_200})),
            1 => Reply::data(&json!({})),
            2 => Reply::data(&json!({"access_token": "token-1", "expires_in": -1})),
            3 => Reply::data(&json!({"access_token": "token-1", "expires_in": i64::MAX})),
            _ => panic!("a token for ever is kept"),
        },
        false => page(),
    });
    let server = server.await.unwrap();
    let admin = admin(&server);
    let error = call(&admin).await.unwrap_err();
    assert!(matches!(error, Error::Credential(_)), "{error:?}");
    let error = call(&admin).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    for _ in 0..3 {
        call(&admin).await.unwrap();
    }
    assert_eq!(tokens_of_calls(&server), [1, 1, 1]);
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_is_used_until_it_expires() {
    let requests = AtomicUsize::new(0);
    let server = Server::start(move |request| match is_token_request(request) {
        true if requests.fetch_add(1, Ordering::Relaxed) == 0 => numbered(1),
        true => Reply::json(200, &json!({"statusCode": 403, "message": "disabled"})),
        false => page(),
    });
    let server = server.await.unwrap();
    let admin = admin(&server);
    call(&admin).await.unwrap();
    pass(7_180).await;
    for _ in 0..20 {
        call(&admin).await.unwrap();
    }
    assert_eq!(requests_for_tokens(&server), 2, "the server is not asked by each call");
    pass(30).await;
    let error = call(&admin).await.unwrap_err();
    assert_eq!(error.operation(), Some("getManagementToken"));
    assert_eq!(tokens_of_calls(&server), [1; 21]);
}

#[tokio::test]
async fn a_token_request_survives_the_call_that_started_it() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let server = Server::start(move |request| match is_token_request(request) {
        true => numbered(1).held(&held),
        false => page(),
    });
    let server = server.await.unwrap();
    let admin = admin(&server);
    let first = admin.clone();
    let first = tokio::spawn(async move { call(&first).await });
    assert!(until(|| requests_for_tokens(&server) == 1).await, "it does not happen");
    let second = admin.clone();
    let second = tokio::spawn(async move { call(&second).await });
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    gate.add_permits(1);
    second.await.unwrap().unwrap();
    assert_eq!(requests_for_tokens(&server), 1);
}

/// Starts a call on another runtime, which sends only its token request.
fn start_elsewhere(admin: &ManagementClient, server: &Server) -> tokio::runtime::Runtime {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let call = call(admin);
        tokio::select! {
            outcome = call => panic!("{outcome:?}"),
            done = until(|| requests_for_tokens(server) == 1) => assert!(done),
        }
    });
    runtime
}

async fn first_response_withheld() -> Server {
    let requests = AtomicUsize::new(0);
    let server = Server::start(move |request| match is_token_request(request) {
        true if requests.fetch_add(1, Ordering::Relaxed) == 0 => Reply::Silence,
        true => numbered(2),
        false => page(),
    });
    server.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_request_of_a_finished_runtime_is_repeated() {
    let server = first_response_withheld().await;
    let admin = admin(&server);
    tokio::task::block_in_place(|| {
        let (admin, server) = (&admin, &server);
        std::thread::scope(|scope| scope.spawn(|| drop(start_elsewhere(admin, server))).join())
    })
    .unwrap();
    call(&admin).await.unwrap();
    assert_eq!(tokens_of_calls(&server), [2]);
}

#[test]
fn a_token_request_of_an_idle_runtime_is_repeated() {
    // Uses its own server, since this runtime is idle as well.
    let serving = tokio::runtime::Runtime::new().unwrap();
    let server = serving.block_on(first_response_withheld());
    let admin = builder(&server).timeout(Duration::from_secs(20)).build().unwrap();
    let resting = start_elsewhere(&admin, &server);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        pass(60).await;
        call(&admin).await.unwrap();
    });
    assert_eq!(tokens_of_calls(&server), [2]);
    drop(resting);
}

#[tokio::test]
async fn token_requests_are_retried_when_the_endpoint_is_overloaded() {
    let requests = AtomicUsize::new(0);
    let server = Server::start(move |request| match is_token_request(request) {
        true if requests.fetch_add(1, Ordering::Relaxed) < 2 => Reply::new(503, ""),
        true => numbered(1),
        false => page(),
    });
    let server = server.await.unwrap();
    call(&admin(&server)).await.unwrap();
    assert_eq!(requests_for_tokens(&server), 3);
}
