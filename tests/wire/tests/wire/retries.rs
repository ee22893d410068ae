//! Only attempts that are safe to retry are retried.

use std::collections::BTreeMap;

use genauth::RetryPolicy;
use serde_json::json;
use support::{Recorded, Reply, Server, Spec, With, clients, entry, samples, token_reply};

/// Header that distinguishes requests sent at the same time.
const MARK: &str = "x-test-operation";

/// Fewer calls than a client may retry before the first success.
const TOGETHER: usize = 50;

/// Sends a call of every operation and counts the attempts of each.
async fn attempts(server: &Server) -> BTreeMap<String, usize> {
    let spec = Spec::load().unwrap();
    let all: Vec<_> = spec.operations().collect();
    for some in all.chunks(TOGETHER) {
        let clients = clients(server).unwrap();
        let mut calls = tokio::task::JoinSet::new();
        for described in some {
            let mut with = With::new(&clients);
            with.params = samples::params(&spec, *described);
            with.body = samples::bodies(&spec, *described).swap_remove(0);
            with.header = Some((MARK, described.label()));
            with.retry = Some(RetryPolicy::attempts(2));
            let entry = entry(described.api, &described.operation.name).unwrap();
            calls.spawn((entry.make)(&with).unwrap());
        }
        for outcome in calls.join_all().await {
            assert!(outcome.is_err(), "{outcome:?}");
        }
    }
    let mut attempts = BTreeMap::new();
    for request in server.recorded() {
        *attempts.entry(request.header(MARK).to_owned()).or_default() += 1;
    }
    attempts
}

/// The operations that are retried.
enum Retried {
    None,
    Safe,
    All,
}

async fn check(failure: Reply, retried: Retried) {
    let token = token_reply().0;
    let server = Server::start(move |request: &Recorded| match request.header(MARK) {
        "" => token.clone(),
        _ => failure.clone(),
    });
    let server = server.await.unwrap();
    let attempts = attempts(&server).await;
    let spec = Spec::load().unwrap();
    for described in spec.operations() {
        let expected = match retried {
            Retried::All => 2,
            Retried::Safe if described.written.retry_safe => 2,
            Retried::Safe | Retried::None => 1,
        };
        let label = described.label();
        assert_eq!(attempts.get(&label), Some(&expected), "{label}");
    }
}

#[tokio::test]
async fn safe_calls_are_retried_when_the_server_is_overloaded() {
    check(Reply::new(503, "").header("retry-after", "0"), Retried::Safe).await;
}

#[tokio::test]
async fn failures_in_the_envelope_are_retried_like_http_failures() {
    let body = json!({"statusCode": 503, "message": "overloaded"});
    check(Reply::json(200, &body).header("retry-after", "0"), Retried::Safe).await;
}

/// The server rejected the request, so nothing happened, whatever the operation does.
#[tokio::test]
async fn every_operation_is_retried_when_the_server_throttles() {
    let body = json!({"statusCode": 429, "message": "slow down"});
    check(Reply::json(200, &body).header("retry-after", "0"), Retried::All).await;
    check(Reply::new(429, "").header("retry-after", "0"), Retried::All).await;
}

#[tokio::test]
async fn permanent_failures_are_not_retried() {
    check(Reply::json(200, &json!({"statusCode": 403, "message": "no"})), Retried::None).await;
    check(Reply::json(500, &json!({"statusCode": 500, "message": "broken"})), Retried::None).await;
}

/// Effects of the operations: those that send messages or open sessions are never safe to retry,
/// and reads always are.
#[test]
fn reads_are_retried_and_messages_are_not() {
    use genauth::{Effect, authentication, management};
    for operation in authentication::OPERATIONS.iter().chain(management::OPERATIONS) {
        match operation.effect {
            Effect::Read => assert!(operation.retry_safe, "{}", operation.name),
            Effect::Send => assert!(!operation.retry_safe, "{}", operation.name),
            _ => {}
        }
    }
}

#[tokio::test]
async fn the_second_attempt_sends_the_same_request() {
    let responses = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |_| {
        match responses.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => Reply::new(502, "<html></html>"),
            _ => Reply::json(200, &json!({"statusCode": 200, "message": "ok"})),
        }
    });
    let server = server.await.unwrap();
    let user = clients(&server).unwrap().user;
    let body = genauth::authentication::ResetFactorDto::new("6229ffaxxxxxxxxcade3e3d9");
    user.reset_factor(body).await.unwrap();
    let recorded = server.recorded();
    assert_eq!(recorded.len(), 2);
    assert_eq!(recorded[0].body, recorded[1].body);
    assert_eq!(recorded[0].headers, recorded[1].headers);
    assert_eq!(recorded[0].path, recorded[1].path);
}
