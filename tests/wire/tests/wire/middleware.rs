//! Middleware around every attempt.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use genauth::management::ListUsersRequestDto;
use genauth::{
    AuthenticationClient, AuthenticationClientBuilder, ClientAuthMethod, Error, Incoming,
    ManagementClient, Middleware, MiddlewareFuture, Outgoing, RetryPolicy,
};
use http::Method;
use serde_json::{Value, json};
use support::{ACCESS_KEY, APP_ID, Reply, Server, responding};

type Notes = Arc<Mutex<Vec<String>>>;

/// Records its hook calls.
struct Noting(&'static str, Notes);

impl Middleware for Noting {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let note = format!("{} before {} {}", self.0, outgoing.operation(), outgoing.attempt());
        self.1.lock().unwrap().push(note);
        Box::pin(async { Ok(()) })
    }

    fn after_response(&self, incoming: &Incoming<'_>) {
        let outcome = match (incoming.http_status(), incoming.error()) {
            (Some(status), None) => status.to_string(),
            (None, Some(Error::Transport(error))) if error.is_timeout() => "timeout".to_owned(),
            (None, Some(error)) => error.to_string(),
            both => panic!("{both:?}"),
        };
        assert_eq!(incoming.headers().is_some(), incoming.http_status().is_some());
        let note =
            format!("{} after {} {}: {outcome}", self.0, incoming.operation(), incoming.attempt());
        self.1.lock().unwrap().push(note);
    }
}

fn builder(server: &Server) -> AuthenticationClientBuilder {
    AuthenticationClient::builder(APP_ID, server.host())
}

fn noted(notes: &Notes) -> Vec<String> {
    std::mem::take(&mut *notes.lock().unwrap())
}

#[tokio::test]
async fn middleware_wraps_every_attempt_in_order() {
    let server = responding(Reply::new(503, "").header("retry-after", "0")).await.unwrap();
    let notes = Notes::default();
    let app = builder(&server)
        .middleware(Noting("a", Arc::clone(&notes)))
        .middleware(Noting("b", Arc::clone(&notes)))
        .retry(RetryPolicy::attempts(2))
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    app.list_enrolled_factors().await.unwrap_err();
    let status = "503 Service Unavailable";
    let mut expected = Vec::new();
    for attempt in 1..=2 {
        for (name, when) in [("a", "before"), ("b", "before"), ("b", "after"), ("a", "after")] {
            let outcome = if when == "after" { format!(": {status}") } else { String::new() };
            expected.push(format!("{name} {when} listEnrolledFactors {attempt}{outcome}"));
        }
    }
    assert_eq!(noted(&notes), expected);
}

#[tokio::test]
async fn middleware_sees_token_requests_and_custom_calls() {
    let server = responding(Reply::data(&json!({}))).await.unwrap();
    let notes = Notes::default();
    let admin = ManagementClient::builder(ACCESS_KEY.0, ACCESS_KEY.1).host(server.host());
    let admin = admin.middleware(Noting("a", Arc::clone(&notes))).build().unwrap();
    admin.request(Method::GET, "/api/v3/x/sentinel").await.unwrap();
    let expected = [
        "a before getManagementToken 1",
        "a after getManagementToken 1: 200 OK",
        "a before request 1",
        "a after request 1: 200 OK",
    ];
    assert_eq!(noted(&notes), expected);
}

#[tokio::test]
async fn middleware_sees_timed_out_attempts() {
    let server = responding(Reply::Silence).await.unwrap();
    let soon = Duration::from_millis(100);
    let notes = Notes::default();
    let noting = || builder(&server).middleware(Noting("a", Arc::clone(&notes)));
    for builder in [
        noting().timeout(soon),
        noting().attempt_timeout(soon).retry(RetryPolicy::never()),
        noting().attempt_timeout(soon).timeout(soon),
    ] {
        let error = builder
            .build()
            .unwrap()
            .with_access_token("USER_ACCESS_TOKEN")
            .list_enrolled_factors()
            .await
            .unwrap_err();
        assert!(error.to_string().contains("no response from 127.0.0.1"), "{error}");
        assert!(error.to_string().contains("within 100ms"), "{error}");
        let expected = ["a before listEnrolledFactors 1", "a after listEnrolledFactors 1: timeout"];
        assert_eq!(noted(&notes), expected);
    }
}

#[tokio::test]
async fn middleware_sees_failed_connections() {
    let notes = Notes::default();
    let app = AuthenticationClient::builder(APP_ID, "http://localhost:1");
    let app = app.middleware(Noting("a", Arc::clone(&notes))).retry(RetryPolicy::never());
    let error = app
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .await
        .unwrap_err();
    assert_eq!(noted(&notes)[1], format!("a after listEnrolledFactors 1: {error}"));
}

/// Delays requests.
struct Closed;

impl Middleware for Closed {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let again = outgoing.attempt() > 1;
        Box::pin(async move { if again { Err("closed for today".into()) } else { Ok(()) } })
    }
}

#[tokio::test]
async fn a_middleware_error_ends_the_call_before_sending() {
    let server = responding(Reply::new(503, "").header("retry-after", "0")).await.unwrap();
    let notes = Notes::default();
    let app = builder(&server).middleware(Closed).middleware(Noting("a", Arc::clone(&notes)));
    let error = app
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Request(_)) && !error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("closed for today"), "{error}");
    assert_eq!(server.recorded().len(), 1);
    assert_eq!(noted(&notes).len(), 2, "of the first attempt");
}

/// Changes headers, and checks the existing ones.
struct Headers(Notes);

impl Middleware for Headers {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        for (name, value) in outgoing.headers() {
            if value.is_sensitive() {
                self.0.lock().unwrap().push(name.to_string());
            }
            let shown = format!("{value:?}");
            assert!(!shown.contains("sentinel"), "{name}: {shown}");
        }
        assert_eq!(outgoing.url().path(), "/api/v3/list-enrolled-factors");
        assert_eq!(outgoing.method(), "GET");
        let headers = outgoing.headers_mut();
        headers.insert("traceparent", "00-1-2-01".parse().unwrap());
        headers.insert("x-authing-app-id", "OTHER_APP".parse().unwrap());
        headers.remove("x-authing-sdk-version");
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn headers_can_be_added_changed_and_removed() {
    let server = responding(Reply::data(&json!([]))).await.unwrap();
    let notes = Notes::default();
    let app = builder(&server)
        .middleware(Headers(Arc::clone(&notes)))
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    app.with_access_token("sentinel").list_enrolled_factors().await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(request.header("traceparent"), "00-1-2-01");
    assert_eq!(request.header("x-authing-app-id"), "OTHER_APP");
    assert!(!request.headers.contains_key("x-authing-sdk-version"));
}

#[tokio::test]
async fn credential_headers_are_marked_sensitive() {
    let server = responding(Reply::data(&json!([]))).await.unwrap();
    let notes = Notes::default();
    let app = builder(&server)
        .middleware(Headers(Arc::clone(&notes)))
        .default_header("x-gateway-key", "sentinel")
        .build()
        .unwrap();
    let user = app.with_access_token("sentinel");
    user.list_enrolled_factors().await.unwrap();
    assert_eq!(noted(&notes), ["authorization", "x-gateway-key"]);
    let call = user.list_enrolled_factors().header("cookie", "sentinel");
    call.header("authorization", "Bearer sentinel").await.unwrap();
    let mut names = noted(&notes);
    names.sort();
    assert_eq!(names, ["authorization", "cookie", "x-gateway-key"]);
}

/// Rejects an `authorization` header that is not hidden.
struct Hidden;

impl Middleware for Hidden {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let hidden = outgoing.headers().get("authorization").is_some_and(|it| it.is_sensitive());
        let first = outgoing.operation() == "getManagementToken";
        Box::pin(async move { if hidden || first { Ok(()) } else { Err("shown".into()) } })
    }
}

#[tokio::test]
async fn debug_output_of_headers_hides_credentials() {
    let server = responding(Reply::data(&json!({"totalCount": 0, "list": []}))).await.unwrap();
    let app = builder(&server).app_secret("test-secret").middleware(Hidden);
    let app = app.client_auth(ClientAuthMethod::ClientSecretBasic).build().unwrap();
    let call = app.request(Method::POST, "/oidc/token").form([("a", "b")]);
    call.returning::<Value>().await.unwrap();
    let admin = ManagementClient::builder(ACCESS_KEY.0, ACCESS_KEY.1).host(server.host());
    let admin = admin.middleware(Hidden).build().unwrap();
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
}

/// Never completes.
struct Slow;

impl Middleware for Slow {
    fn before_send<'a>(&'a self, _: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn middleware_time_counts_toward_the_call_timeout() {
    let server = responding(Reply::data(&json!([]))).await.unwrap();
    let app = builder(&server)
        .middleware(Slow)
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    let error = app.list_enrolled_factors().await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
    assert_eq!(server.connections(), 0);
}

/// Adds the token of a user.
#[derive(Debug)]
struct Token;

impl Middleware for Token {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let value = http::HeaderValue::from_static("Bearer TOKEN");
        outgoing.headers_mut().insert(http::header::AUTHORIZATION, value);
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn middleware_can_set_the_access_token() {
    let server = responding(Reply::data(&json!([]))).await.unwrap();
    let app = builder(&server).middleware(Token).build().unwrap();
    app.list_enrolled_factors().await.unwrap();
    assert_eq!(server.last().unwrap().header("authorization"), "Bearer TOKEN");
}
