//! Sign-in by password or passcode with a single call.

use std::{future::IntoFuture, time::Duration};

use genauth::authentication::{LoginTokenResponseDataDto, SignInOptionsDto};
use genauth::{AuthenticationClient, ClientAuthMethod, Error};
use serde_json::{Value, json};
use support::{APP_ID, Reply, Server, clients};

const TOKENS: &str = r#"{"access_token": "ACCESS", "token_type": "Bearer", "expire_in": 7200}"#;

async fn server() -> Server {
    Server::start(|_| Reply::data(&serde_json::from_str(TOKENS).unwrap())).await.unwrap()
}

fn app(server: &Server) -> AuthenticationClient {
    let builder = AuthenticationClient::builder(APP_ID, server.host());
    builder.client_auth(ClientAuthMethod::None).build().unwrap()
}

/// Sends a sign-in and returns the received body.
async fn sent<S>(server: &Server, sign_in: S) -> Value
where
    S: IntoFuture<Output = Result<LoginTokenResponseDataDto, Error>>,
{
    let tokens = sign_in.await.unwrap();
    assert_eq!(tokens.access_token.as_ref().map(|it| it.expose()), Some("ACCESS"));
    assert_eq!(tokens.expire_in, 7_200);
    let request = server.last().unwrap();
    assert_eq!((&*request.method, &*request.path), ("POST", "/api/v3/signin"));
    request.json()
}

#[tokio::test]
async fn every_sign_in_method_sends_the_documented_body() {
    let server = server().await;
    let app = app(&server);
    let by_password = |name: &str| json!({"connection": "PASSWORD", "passwordPayload": {name: "who", "password": "word"}});
    for (sign_in, expected) in [
        (app.sign_in_by_username_password("who", "word"), by_password("username")),
        (app.sign_in_by_email_password("who", "word"), by_password("email")),
        (app.sign_in_by_phone_password("who", "word"), by_password("phone")),
        (app.sign_in_by_account_password("who", "word"), by_password("account")),
        (
            app.sign_in_by_ldap("who", "word"),
            json!({"connection": "LDAP",
                   "ldapPayload": {"sAMAccountName": "who", "password": "word"}}),
        ),
        (
            app.sign_in_by_ad("who", "word"),
            json!({"connection": "AD", "adPayload": {"sAMAccountName": "who", "password": "word"}}),
        ),
    ] {
        assert_eq!(sent(&server, sign_in).await, expected);
    }
    let by_code = |payload: Value| json!({"connection": "PASSCODE", "passCodePayload": payload});
    let sign_in = app.sign_in_by_email_pass_code("test@example.com", "123456");
    let expected = by_code(json!({"email": "test@example.com", "passCode": "123456"}));
    assert_eq!(sent(&server, sign_in).await, expected);
    let sign_in = app.sign_in_by_phone_pass_code("188", "123456");
    let expected = by_code(json!({"phone": "188", "passCode": "123456"}));
    assert_eq!(sent(&server, sign_in).await, expected);
    let sign_in = app.sign_in_by_phone_pass_code("202", "123456").phone_country_code("+1");
    let expected = by_code(json!({"phone": "202", "passCode": "123456", "phoneCountryCode": "+1"}));
    assert_eq!(sent(&server, sign_in).await, expected);
}

#[tokio::test]
async fn sign_in_sends_options_and_client_authentication() {
    let server = server().await;
    let app = clients(&server).unwrap().user;
    let options = SignInOptionsDto::new().scope("openid").auto_register(true);
    let sign_in = app.sign_in_by_username_password("bob", "word").options(options);
    let expected = json!({
        "connection": "PASSWORD",
        "passwordPayload": {"username": "bob", "password": "word"},
        "options": {"scope": "openid", "autoRegister": true},
        "client_id": APP_ID,
        "client_secret": "test-secret",
    });
    assert_eq!(sent(&server, sign_in).await, expected);
    // The application makes the request, not the user of the client's view.
    assert_eq!(server.last().unwrap().header("authorization"), "");
}

#[tokio::test]
async fn sign_in_options_can_be_set_on_the_call() {
    let server = server().await;
    let call = app(&server).sign_in_by_username_password("bob", "word").into_call();
    let response =
        call.header("x-trace-id", "7").timeout(Duration::from_secs(20)).send().await.unwrap();
    assert_eq!(response.data().expire_in, 7_200);
    assert_eq!(server.last().unwrap().header("x-trace-id"), "7");
}

#[tokio::test]
async fn a_sign_in_that_needs_a_second_factor_fails_with_the_code_for_it() {
    let body = json!({"statusCode": 499, "apiCode": 1636, "message": "MFA is required"});
    let server = Server::start(move |_| Reply::json(200, &body)).await.unwrap();
    let error = app(&server).sign_in_by_username_password("bob", "word").await.unwrap_err();
    assert_eq!(error.api_code(), Some(1636));
    // Operations that open a session are never sent twice.
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn debug_output_of_a_sign_in_hides_the_password() {
    let server = server().await;
    let app = app(&server);
    for shown in [
        format!("{:?}", app.sign_in_by_username_password("visible", "sentinel")),
        format!("{:#?}", app.sign_in_by_ldap("visible", "sentinel")),
        format!("{:?}", app.sign_in_by_phone_pass_code("visible", "sentinel")),
        format!("{:?}", app.sign_up_by_email_password("visible", "sentinel")),
    ] {
        assert!(shown.contains("visible") && !shown.contains("sentinel"), "{shown}");
    }
    assert!(server.recorded().is_empty(), "nothing is sent before it is awaited");
}

#[tokio::test]
async fn sign_in_has_the_options_of_a_call() {
    let server = server().await;
    let sign_in = app(&server).sign_in_by_username_password("who", "word");
    sent(&server, sign_in.header("x-trace-id", "1").timeout(Duration::from_secs(5))).await;
    assert_eq!(server.last().unwrap().header("x-trace-id"), "1");

    let silent = Server::start(|_| Reply::Silence).await.unwrap();
    let sign_in = app(&silent).sign_in_by_username_password("who", "word");
    let sign_in = sign_in.timeout(Duration::from_millis(50)).retry(genauth::RetryPolicy::never());
    assert!(sign_in.await.unwrap_err().is_timeout());
}
