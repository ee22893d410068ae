//! Options of clients and of single calls.

use std::time::Duration;

use genauth::management::ListUsersRequestDto;
use genauth::{AuthenticationClient, Error, ManagementClient, RetryPolicy};
use serde_json::json;
use support::{
    APP_ID, Recorded, Reply, Server, USER_TOKEN, clients, is_token_request, token_reply,
};

const SOON: Duration = Duration::from_millis(50);

async fn responding(reply: Reply) -> Server {
    let token = token_reply().0;
    let server = Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => reply.clone(),
    });
    server.await.unwrap()
}

fn no_factors() -> Reply {
    Reply::data(&json!([]))
}

/// Returns the `x-` headers, which describe the request context.
fn own_headers(request: &Recorded) -> Vec<(String, String)> {
    let headers = request.headers.iter().filter(|(name, _)| name.as_str().starts_with("x-"));
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    headers
}

#[tokio::test]
async fn a_call_without_a_timely_response_fails() {
    let server = responding(Reply::Silence).await;
    let user = clients(&server).unwrap().user;
    let error = user.list_enrolled_factors().timeout(SOON).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "listEnrolledFactors: GET /api/v3/list-enrolled-factors timed out: no response from {} \
             within 50ms (call timeout); check the server, or raise the timeout",
            server.host().trim_start_matches("http://")
        )
    );
    assert!(error.is_retryable());
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert!(error.is_timeout() && !error.is_connect());
}

#[tokio::test]
async fn the_client_timeout_applies_to_its_calls() {
    let server = responding(Reply::Silence).await;
    let builder = AuthenticationClient::builder(APP_ID, server.host()).timeout(SOON);
    let error = builder
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .await
        .unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
}

#[tokio::test]
async fn the_call_timeout_replaces_the_client_timeout() {
    let server = responding(no_factors()).await;
    // Expired before it begins.
    let builder = AuthenticationClient::builder(APP_ID, server.host());
    let builder = builder.timeout(Duration::from_nanos(1));
    let app = builder.build().unwrap().with_access_token("USER_ACCESS_TOKEN");
    let error = app.list_enrolled_factors().await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
    app.list_enrolled_factors().timeout(Duration::from_secs(30)).await.unwrap();
    app.list_enrolled_factors().timeout(Duration::MAX).await.unwrap();
}

#[tokio::test]
async fn token_requests_count_toward_the_call_timeout() {
    let server = Server::start(|_| Reply::Silence).await.unwrap();
    let admin = clients(&server).unwrap().admin;
    let error = admin.list_users(ListUsersRequestDto::new()).timeout(SOON).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
}

#[tokio::test]
async fn call_headers_apply_to_one_call_and_take_precedence() {
    let server = responding(no_factors()).await;
    let user = clients(&server).unwrap().user;
    let call = user.list_enrolled_factors();
    call.header("x-request-id", "1")
        .header("x-authing-app-id", "OTHER_APP")
        .header("authorization", "Bearer OTHER_TOKEN")
        .header("accept", "application/json")
        .await
        .unwrap();
    let request = server.last().unwrap();
    assert_eq!(request.header("x-request-id"), "1");
    assert_eq!(request.header("x-authing-app-id"), "OTHER_APP");
    assert_eq!(request.header("authorization"), "Bearer OTHER_TOKEN");
    for name in ["x-request-id", "x-authing-app-id", "authorization", "accept"] {
        assert_eq!(request.headers.get_all(name).iter().count(), 1, "{name}");
    }
    user.list_enrolled_factors().await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(request.header("x-request-id"), "");
    assert_eq!(request.header("x-authing-app-id"), APP_ID);
    assert_eq!(request.header("authorization"), format!("Bearer {USER_TOKEN}"));
}

#[tokio::test]
async fn an_invalid_header_is_an_error_before_sending() {
    let server = responding(no_factors()).await;
    let user = clients(&server).unwrap().user;
    for (name, value) in [("no name", "1"), ("", "1"), ("x-a", "sentinel\r\nx-b: 1")] {
        let error = user.list_enrolled_factors().header(name, value).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("sentinel"), "{error}");
    }
    let odd = user.with_access_token("sentinel\r\nx-b: 1");
    let error = odd.list_enrolled_factors().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("sentinel"), "{error}");
    assert!(server.recorded().is_empty());
}

#[tokio::test]
async fn language_and_tenant_are_sent_under_the_prefix_in_use() {
    let server = responding(no_factors()).await;
    let app = AuthenticationClient::builder(APP_ID, server.host())
        .language("ja-JP")
        .tenant_id("TENANT_ID")
        .header_prefix("X-GenAuth-")
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    app.list_enrolled_factors().await.unwrap();
    let version = concat!("genauth-rust:", env!("CARGO_PKG_VERSION"));
    let expected = [
        ("x-genauth-app-id", APP_ID),
        ("x-genauth-app-tenant-id", "TENANT_ID"),
        ("x-genauth-lang", "ja-JP"),
        ("x-genauth-request-from", "sdk"),
        ("x-genauth-sdk-version", version),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(own_headers(&server.last().unwrap()), expected);
}

#[tokio::test]
async fn without_options_the_server_decides_language_and_tenant() {
    let server = responding(no_factors()).await;
    clients(&server).unwrap().user.list_enrolled_factors().await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(
        (request.header("x-authing-lang"), request.header("x-authing-app-tenant-id")),
        ("", "")
    );
}

#[tokio::test]
async fn a_view_does_not_change_its_client() {
    let server = responding(no_factors()).await;
    let app = AuthenticationClient::builder(APP_ID, server.host()).build().unwrap();
    let (first, second) = (app.with_access_token("FIRST"), app.with_access_token("SECOND"));
    for (client, expected) in [(&first, "Bearer FIRST"), (&second, "Bearer SECOND"), (&app, "")] {
        // Uses a token if the client has one.
        client.get_country_list().await.unwrap();
        assert_eq!(server.last().unwrap().header("authorization"), expected);
    }
}

#[tokio::test]
async fn send_returns_status_headers_and_body() {
    let body = json!({
        "statusCode": 200, "message": "Operation successful", "requestId": "request-1", "data": [],
    });
    let server = responding(Reply::json(200, &body).header("x-quota", "9")).await;
    let response = clients(&server).unwrap().user.list_enrolled_factors().send().await.unwrap();
    assert_eq!((response.status_code(), response.message()), (200, "Operation successful"));
    assert_eq!(response.request_id(), Some("request-1"));
    assert_eq!(response.http_status(), 200);
    assert_eq!(response.headers()["x-quota"], "9");
    assert_eq!(*response.body(), body.to_string());
    assert!(response.data().is_empty());
    assert!(response.into_data().is_empty());
}

#[tokio::test]
async fn one_token_serves_calls_that_start_together() {
    let server = responding(Reply::data(&json!({"totalCount": 0, "list": []}))).await;
    let admin = clients(&server).unwrap().admin;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let admin = admin.clone();
        calls.spawn(async move { admin.list_users(ListUsersRequestDto::new()).await });
    }
    for outcome in calls.join_all().await {
        outcome.unwrap();
    }
    let recorded = server.recorded();
    assert_eq!(recorded.iter().filter(|request| is_token_request(request)).count(), 1);
    assert_eq!(recorded.len(), 21);
}

#[tokio::test]
async fn a_failed_token_request_is_repeated_by_the_next_call() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let requests = AtomicBool::new(false);
    let token = token_reply().0;
    let server = Server::start(move |request| match is_token_request(request) {
        true if requests.swap(true, Ordering::Relaxed) => token.clone(),
        true => Reply::json(200, &json!({"statusCode": 403, "message": "not yet"})),
        false => Reply::data(&json!({"totalCount": 0, "list": []})),
    });
    let server = server.await.unwrap();
    let admin = clients(&server).unwrap().admin;
    let error = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
    assert_eq!(error.status_code(), Some(403));
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
}

#[tokio::test]
async fn a_token_about_to_expire_is_used_once() {
    let server = Server::start(|request| match is_token_request(request) {
        true => Reply::data(&json!({"access_token": "a.b.c", "expires_in": 0})),
        false => Reply::data(&json!({"totalCount": 0, "list": []})),
    });
    let server = server.await.unwrap();
    let admin = clients(&server).unwrap().admin;
    for _ in 0..2 {
        admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    }
    let recorded = server.recorded();
    assert_eq!(recorded.iter().filter(|request| is_token_request(request)).count(), 2);
    // A token without a user pool belongs to the pool of the access key.
    assert_eq!(recorded.last().unwrap().header("x-authing-userpool-id"), "ACCESS_KEY_ID");
}

#[tokio::test]
async fn the_default_policy_gives_up_after_three_attempts() {
    let server = responding(Reply::new(503, "").header("retry-after", "0")).await;
    let user = clients(&server).unwrap().user;
    let error = user.list_enrolled_factors().await.unwrap_err();
    assert_eq!(error.status_code(), Some(503));
    assert_eq!(server.recorded().len(), 3);

    user.list_enrolled_factors().retry(RetryPolicy::never()).await.unwrap_err();
    assert_eq!(server.recorded().len(), 4);

    let app = AuthenticationClient::builder(APP_ID, server.host()).retry(RetryPolicy::attempts(2));
    let app = app.build().unwrap().with_access_token("USER_ACCESS_TOKEN");
    app.list_enrolled_factors().await.unwrap_err();
    assert_eq!(server.recorded().len(), 6);
    app.list_enrolled_factors().retry(RetryPolicy::attempts(4)).await.unwrap_err();
    assert_eq!(server.recorded().len(), 10);
}

#[tokio::test]
async fn invalid_clients_are_rejected_when_built() {
    let app = |id: &str, host: &str| AuthenticationClient::builder(id, host).build().err();
    let admin = |id: &str, secret: &str| ManagementClient::builder(id, secret).build().err();
    let prefix = AuthenticationClient::builder(APP_ID, "https://example.genauth.ai");
    for error in [
        app("", "https://example.genauth.ai"),
        app(APP_ID, ""),
        app(APP_ID, "http://example.genauth.ai"),
        app(APP_ID, "ftp://example.genauth.ai"),
        admin("", "test-secret"),
        admin("ACCESS_KEY_ID", " "),
        prefix.header_prefix("no header").build().err(),
    ] {
        let error = error.expect("it is rejected");
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(error.to_string().starts_with("the client cannot be built: "), "{error}");
        assert_eq!((error.operation(), error.is_retryable()), (None, false));
    }
}
