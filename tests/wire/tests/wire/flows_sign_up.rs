//! Sign-up with a single call.

use std::future::IntoFuture;

use genauth::Error;
use genauth::authentication::{SignUpOptionsDto, SignUpProfileDto, UserDto};
use serde_json::{Map, Value, json};
use support::{Reply, Server, clients};

async fn server() -> Server {
    Server::start(|_| Reply::data(&json!({"userId": "USER_ID"}))).await.unwrap()
}

async fn sent<S>(server: &Server, sign_up: S) -> Value
where
    S: IntoFuture<Output = Result<UserDto, Error>>,
{
    assert_eq!(sign_up.await.unwrap().user_id, "USER_ID");
    let request = server.last().unwrap();
    assert_eq!((&*request.method, &*request.path), ("POST", "/api/v3/signup"));
    request.json()
}

#[tokio::test]
async fn every_sign_up_method_sends_the_documented_body() {
    let server = server().await;
    let app = clients(&server).unwrap().user;
    let by_password = |name: &str| json!({"connection": "PASSWORD", "passwordPayload": {name: "who", "password": "word"}});
    let sign_up = app.sign_up_by_username_password("who", "word");
    assert_eq!(sent(&server, sign_up).await, by_password("username"));
    let sign_up = app.sign_up_by_email_password("who", "word");
    assert_eq!(sent(&server, sign_up).await, by_password("email"));
    let by_code = |payload: Value| json!({"connection": "PASSCODE", "passCodePayload": payload});
    let sign_up = app.sign_up_by_email_code("who", "123456");
    let expected = by_code(json!({"email": "who", "passCode": "123456"}));
    assert_eq!(sent(&server, sign_up).await, expected);
    let sign_up = app.sign_up_by_phone_code("who", "123456").phone_country_code("+1");
    let expected = by_code(json!({"phone": "who", "passCode": "123456", "phoneCountryCode": "+1"}));
    assert_eq!(sent(&server, sign_up).await, expected);
}

#[tokio::test]
async fn sign_up_sends_profile_and_options() {
    let server = server().await;
    let app = clients(&server).unwrap().user;
    let sign_up = app
        .sign_up_by_phone_code("188", "123456")
        .profile(SignUpProfileDto::new().nickname("Bob"))
        .options(SignUpOptionsDto::new(Map::new()).password_for_phone_pass_code("word"));
    let expected = json!({
        "connection": "PASSCODE",
        "passCodePayload": {"phone": "188", "passCode": "123456"},
        "profile": {"nickname": "Bob"},
        "options": {"context": {}, "passwordForPhonePassCode": "word"},
    });
    assert_eq!(sent(&server, sign_up).await, expected);
}
