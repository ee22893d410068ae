//! Calls that do not match the spec are rejected, and the message names the problem.

use genauth::{
    Error,
    authentication::{FactorProfile, FactorType, GetProfileParams, SendEnrollFactorRequestDto},
    codes::api,
    management::{ListGroupsParams, ListUsersRequestDto},
};
use genauth_emulator::{Emulator, demo};
use reqwest::Method;
use serde_json::{Value, json};

use crate::accounts::{access_token, signed_in};

/// Returns the error for a body sent to a path with a management token.
async fn refused(emulator: &Emulator, path: &str, body: Value) -> Error {
    let admin = emulator.management();
    admin.request(Method::POST, path).json(&body).await.unwrap_err()
}

#[tokio::test]
async fn error_message_names_the_invalid_field() {
    let emulator = Emulator::start().await.unwrap();
    let cases = [
        ("/api/v3/get-group-members", json!({}), 404, "get-group-members"),
        (
            "/api/v3/create-group",
            json!({"type": "static", "name": "Developers", "description": "All."}),
            400,
            "`code` is required",
        ),
        (
            "/api/v3/create-group",
            json!({"type": "static", "name": 1, "code": "dev", "description": "All."}),
            400,
            "`name` must be of type",
        ),
        ("/api/v3/create-user", json!({"status": "Sleeping"}), 400, "`status` must be one of"),
        ("/api/v3/create-users-batch", json!({"list": [{"gender": 1}]}), 400, "`list[0].gender`"),
        (
            "/api/v3/list-users",
            json!({"options": {"pagination": {"page": 0}}}),
            400,
            "`options.pagination.page` must be at least 1",
        ),
        (
            "/api/v3/list-users",
            json!({"options": {"pagination": {"limit": 51}}}),
            400,
            "`options.pagination.limit` must be",
        ),
    ];
    for (path, body, status, message) in cases {
        let error = refused(&emulator, path, body).await;
        assert_eq!(error.status_code(), Some(status), "{path}: {error}");
        assert!(error.to_string().contains(message), "{path}: {error}");
    }
}

#[tokio::test]
async fn parameters_are_validated() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let error = admin.list_groups(ListGroupsParams::new().limit(51)).await.unwrap_err();
    assert!(matches!(error, genauth::Error::Request(_)), "{error:?}");
    let call = admin.request(Method::GET, "/api/v3/list-groups").query("limit", 51);
    let error = call.await.unwrap_err();
    assert!(error.to_string().contains("`limit` must be"), "{error}");
    let error = admin.request(Method::GET, "/api/v3/get-group").await.unwrap_err();
    assert!(error.to_string().contains("`code` is required"), "{error}");
    let error =
        admin.request(Method::GET, "/api/v3/list-groups").query("page", "two").await.unwrap_err();
    assert!(error.to_string().contains("`page` must be of type"), "{error}");
}

#[tokio::test]
async fn field_required_by_another_field_is_reported() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "test").await;
    let body = SendEnrollFactorRequestDto::new(FactorType::Email, FactorProfile::new());
    let error = user.send_enroll_factor_request(body).await.unwrap_err();
    assert_eq!(error.status_code(), Some(400));
    assert!(error.to_string().contains("`profile.email` is required"), "{error}");
}

#[tokio::test]
async fn requests_without_credentials_are_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let error = app.get_profile(GetProfileParams::new()).await.unwrap_err();
    assert!(matches!(error, genauth::Error::Credential(_)), "{error:?}");
    // A call with credentials other than a token is sent, and rejected by the server.
    let call = app.get_profile(GetProfileParams::new()).header("authorization", "Other test");
    let error = call.await.unwrap_err();
    assert_eq!((error.status_code(), error.api_code()), (Some(401), Some(api::NOT_LOGGED_IN)));

    let forged = app.with_access_token("test-token");
    let error = forged.get_profile(GetProfileParams::new()).await.unwrap_err();
    assert_eq!(error.api_code(), Some(api::NOT_LOGGED_IN));

    let wrong = genauth::ManagementClient::builder(demo::ACCESS_KEY_ID, "wrong-secret");
    let admin = wrong.host(emulator.host()).build().unwrap();
    let error = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
    assert_eq!(error.status_code(), Some(401));

    let other = genauth::AuthenticationClient::builder("OTHER_APP", emulator.host());
    let other = other.build().unwrap().with_access_token("test-token");
    let error = other.get_profile(GetProfileParams::new()).await.unwrap_err();
    assert_eq!(error.api_code(), Some(api::APP_NOT_FOUND));

    // A user access token is not valid for the management API.
    let token = access_token(&emulator, "test").await;
    let http = reqwest::Client::new();
    let request = http.get(format!("{}/api/v3/list-groups", emulator.host()));
    let request = request.header("x-authing-userpool-id", demo::POOL_ID);
    let request = request.bearer_auth(token);
    let response: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(response["statusCode"], 401);
}

#[tokio::test]
async fn management_api_requires_the_user_pool_header() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let http = reqwest::Client::new();
    let path = format!("{}/api/v3/get-management-token", emulator.host());
    let key = json!({"accessKeyId": demo::ACCESS_KEY_ID, "accessKeySecret": demo::SECRET});
    let response: Value = http.post(path).json(&key).send().await.unwrap().json().await.unwrap();
    let token = response["data"]["access_token"].as_str().unwrap();
    for (pool, code) in [(None, 400), (Some("OTHER_POOL"), 404), (Some(demo::POOL_ID), 200)] {
        let mut request = http.get(format!("{}/api/v3/list-groups", emulator.host()));
        if let Some(pool) = pool {
            request = request.header("x-authing-userpool-id", pool);
        }
        let response = request.bearer_auth(token).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.json::<Value>().await.unwrap()["statusCode"], code);
    }
    admin.list_groups(ListGroupsParams::new()).await.unwrap();
}
