//! Limits on retries: pauses requested by servers, and the budget shared by all calls.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use genauth::{AuthenticationClient, RetryPolicy};
use serde_json::json;
use support::{APP_ID, Reply, Server, responding};
use tokio::task::JoinSet;

fn app(server: &Server) -> AuthenticationClient {
    AuthenticationClient::builder(APP_ID, server.host())
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN")
}

fn fine() -> Reply {
    Reply::data(&json!([]))
}

/// Sends this number of calls at once and counts their requests.
async fn requests(server: &Server, app: &AuthenticationClient, calls: usize) -> usize {
    let before = server.recorded().len();
    let mut together = JoinSet::new();
    for _ in 0..calls {
        let app = app.clone();
        together.spawn(async move { app.list_enrolled_factors().await });
    }
    together.join_all().await;
    server.recorded().len() - before
}

#[tokio::test]
async fn the_retry_budget_stops_retries_until_calls_succeed() {
    let down = Arc::new(AtomicBool::new(true));
    let is_down = Arc::clone(&down);
    let server = Server::start(move |_| match is_down.load(Ordering::SeqCst) {
        true => Reply::new(503, "").header("retry-after", "0"),
        false => fine(),
    });
    let server = server.await.unwrap();
    let app = app(&server);
    let mut total = 0;
    for _ in 0..4 {
        total += requests(&server, &app, 30).await;
    }
    assert_eq!(total, 120 + 100, "a hundred repetitions are all there are");
    // Views share the same budget.
    assert_eq!(requests(&server, &app.with_access_token("TOKEN"), 5).await, 5);
    assert_eq!(requests(&server, &self::app(&server), 1).await, 3, "another client has its own");

    down.store(false, Ordering::SeqCst);
    assert_eq!(requests(&server, &app, 10).await, 10);
    down.store(true, Ordering::SeqCst);
    // Ten successes pay for two retries.
    assert_eq!(requests(&server, &app, 10).await, 12);
}

#[tokio::test]
async fn retry_after_is_honored() {
    // A date has no fractions of a second, so the pause is up to a second shorter.
    let date = || httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3));
    for retry_after in [|| "1".to_owned(), date] {
        let first = AtomicBool::new(true);
        let server = Server::start(move |_| match first.swap(false, Ordering::SeqCst) {
            true => Reply::new(429, "").header("retry-after", retry_after()),
            false => fine(),
        });
        let server = server.await.unwrap();
        let started = Instant::now();
        app(&server).list_enrolled_factors().await.unwrap();
        let took = started.elapsed();
        assert!(took >= Duration::from_secs(1), "{took:?}");
        assert_eq!(server.recorded().len(), 2);
    }
}

#[tokio::test]
async fn a_pause_beyond_the_deadline_ends_the_call() {
    let server = responding(Reply::new(503, "").header("retry-after", "20")).await.unwrap();
    let started = Instant::now();
    let call = app(&server).list_enrolled_factors().timeout(Duration::from_secs(10));
    let error = call.retry(RetryPolicy::attempts(5)).await.unwrap_err();
    assert_eq!(error.status_code(), Some(503), "the error at hand, no timeout: {error:?}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(20)));
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn a_retry_after_beyond_the_limit_ends_the_call() {
    for status in [429, 503] {
        let server = responding(Reply::new(status, "").header("retry-after", "120")).await.unwrap();
        let call = app(&server).list_enrolled_factors().timeout(Duration::from_secs(300));
        let error = call.retry(RetryPolicy::attempts(5)).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
        assert_eq!(server.recorded().len(), 1, "nothing is sent within the pause");
    }
}

#[tokio::test]
async fn a_retry_after_date_is_relative_to_the_date_header() {
    for (ahead, behind) in [(0, 3_600), (3_600, 0)] {
        let now = SystemTime::now() + Duration::from_secs(ahead) - Duration::from_secs(behind);
        let first = AtomicBool::new(true);
        let server = Server::start(move |_| match first.swap(false, Ordering::SeqCst) {
            true => Reply::new(503, "")
                .header("date", httpdate::fmt_http_date(now))
                .header("retry-after", httpdate::fmt_http_date(now + Duration::from_secs(2))),
            false => fine(),
        });
        let server = server.await.unwrap();
        let started = Instant::now();
        app(&server).list_enrolled_factors().await.unwrap();
        assert!(started.elapsed() >= Duration::from_secs(2), "{:?}", started.elapsed());
        assert_eq!(server.recorded().len(), 2);
    }
}
