//! Errors with enough detail for applications and developers to act on.

use genauth::authentication::{GrantType, ResetFactorDto, TokenEndPointParams};
use genauth::management::ListUsersRequestDto;
use genauth::{AuthenticationClient, CredentialError, Error, RetryPolicy};
use serde_json::{Value, json};
use support::{Reply, Server, clients, is_token_request, responding};

/// Returns the error of a user's call for this response.
async fn error(http_status: u16, body: &Value) -> Error {
    let server = responding(Reply::json(http_status, body)).await.unwrap();
    let call = clients(&server).unwrap().user.reset_factor(ResetFactorDto::new("1"));
    call.retry(RetryPolicy::never()).await.unwrap_err()
}

/// Returns the names of the predicates that are true.
fn kinds(error: &Error) -> Vec<&'static str> {
    let all = [
        ("unauthenticated", error.is_unauthenticated()),
        ("not found", error.is_not_found()),
        ("conflict", error.is_conflict()),
        ("throttled", error.is_throttled()),
        ("timeout", error.is_timeout()),
        ("connect", error.is_connect()),
        ("invalid grant", error.is_invalid_grant()),
        ("wrong code", error.is_wrong_code()),
        ("expired", error.is_expired()),
    ];
    all.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect()
}

#[tokio::test]
async fn predicates_match_kinds_of_failures() {
    let api = |status: i64, code: Option<i64>| json!({"statusCode": status, "apiCode": code, "message": "no"});
    for (http_status, body, expected) in [
        (200, api(401, None), &["unauthenticated"][..]),
        (401, json!({}), &["unauthenticated"]),
        (200, api(400, Some(2_020)), &["unauthenticated"]),
        (200, api(403, Some(1_300)), &["unauthenticated"]),
        (200, api(401, Some(1_635)), &[]),
        (200, api(404, None), &["not found"]),
        (404, json!({}), &["not found"]),
        (200, api(400, Some(2_004)), &["not found"]),
        (200, api(409, None), &["conflict"]),
        (200, api(400, Some(2_039)), &["conflict"]),
        (200, api(429, None), &["throttled"]),
        (429, json!({}), &["throttled"]),
        (200, api(400, Some(6_001)), &["wrong code"]),
        (400, json!({"error": "invalid_grant"}), &["invalid grant"]),
        (400, json!({"error": "invalid_client"}), &["unauthenticated"]),
        (400, json!({"error": "slow_down"}), &["throttled"]),
        (400, json!({"error": "expired_token"}), &["expired"]),
        (200, api(500, None), &[]),
    ] {
        let error = error(http_status, &body).await;
        assert_eq!(kinds(&error), expected, "{http_status} {body}: {error:?}");
    }
    assert_eq!(kinds(&CredentialError::new("none").into()), ["unauthenticated"]);
}

#[tokio::test]
async fn oauth_errors_are_preserved() {
    let body = json!({"error": "invalid_grant", "error_description": "the code is used up"});
    let error = error(400, &body).await;
    assert_eq!(error.oauth_error(), Some("invalid_grant"));
    assert!(error.to_string().contains("the code is used up"), "{error}");
}

#[tokio::test]
async fn debug_output_begins_with_the_message() {
    let server = responding(Reply::new(200, "<html>")).await.unwrap();
    let user = clients(&server).unwrap().user;
    let app = AuthenticationClient::builder("APP_ID", "http://127.0.0.1:1").build().unwrap();
    let errors = [
        AuthenticationClient::builder("", "").build().unwrap_err(),
        user.reset_factor(ResetFactorDto::new("1")).header("a b", "c").await.unwrap_err(),
        app.list_enrolled_factors().await.unwrap_err(),
        app.with_access_token("TOKEN")
            .list_enrolled_factors()
            .retry(RetryPolicy::never())
            .await
            .unwrap_err(),
        user.list_enrolled_factors().await.unwrap_err(),
        error(200, &json!({"statusCode": 404, "message": "no such factor"})).await,
        user.list_enrolled_factors().wait().unwrap_err(),
    ];
    for error in errors {
        let inner: &dyn std::fmt::Debug = match &error {
            Error::Config(error) => error,
            Error::Request(error) => error,
            Error::Credential(error) => error,
            Error::Transport(error) => error,
            Error::Api(error) => error,
            Error::Decode(error) => error,
            Error::Blocking(error) => error,
            error => error,
        };
        for shown in [format!("{error:?}"), format!("{error:#?}"), format!("{inner:?}")] {
            assert!(shown.starts_with(&error.to_string()), "{shown}");
        }
    }
}

#[tokio::test]
async fn server_text_is_escaped_in_messages() {
    let text = "no\nERROR forged\u{1b}[2J\u{202e}evil\u{2028}\r".repeat(200);
    let body = json!({"statusCode": 403, "message": text, "requestId": text, "error": text});
    for body in [body, json!({"error": "x", "error_description": text})] {
        let error = error(403, &body).await;
        for shown in [error.to_string(), format!("{error:?}")] {
            let disturbs = |it: char| it.is_control() || matches!(it, '\u{202e}' | '\u{2028}');
            assert!(!shown.contains(disturbs), "{shown:?}");
            assert!(shown.len() < 10_000, "{} bytes", shown.len());
            assert!(shown.contains(r"\nERROR forged\u{1b}[2J\u{202e}evil"), "{shown}");
        }
    }
}

#[tokio::test]
async fn the_fix_matches_the_rejected_credentials() {
    let rejected = json!({"statusCode": 401, "message": "refused"});
    let of_user = error(200, &rejected).await.to_string();
    assert!(of_user.contains("sign the user in again"), "{of_user}");

    let server = responding(Reply::json(200, &rejected)).await.unwrap();
    let clients = clients(&server).unwrap();
    let call = clients.user.sign_in_by_username_password("bob", "test-secret");
    let of_app = call.await.unwrap_err().to_string();
    assert!(of_app.contains("application secret") && !of_app.contains("sign the user"), "{of_app}");

    let of_key =
        clients.admin.list_users(ListUsersRequestDto::new()).await.unwrap_err().to_string();
    assert!(of_key.contains("access key") && !of_key.contains("sign the user"), "{of_key}");

    let oauth = responding(Reply::json(401, &json!({"error": "invalid_client"}))).await.unwrap();
    let user = support::clients(&oauth).unwrap().user;
    let params = TokenEndPointParams::new(GrantType::RefreshToken, "https://a.example/");
    let of_app = user.exchange_token(params).await.unwrap_err().to_string();
    assert!(of_app.contains("application secret"), "{of_app}");

    let server = Server::start(|_| Reply::json(200, &json!({"statusCode": 401, "message": "no"})));
    let server = server.await.unwrap();
    let admin = support::clients(&server).unwrap().admin;
    let of_key = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err().to_string();
    assert!(server.recorded().iter().all(is_token_request));
    assert!(of_key.contains("access key secret"), "{of_key}");
}
