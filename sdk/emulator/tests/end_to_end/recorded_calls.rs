//! Records of calls: secrets are hidden regardless of their location.

use genauth_emulator::{Emulator, demo};
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// Secret that must not appear in any record.
const SECRET: &str = "not-to-be-seen";

/// Sends a request with an access token of the user pool.
async fn manage(emulator: &Emulator, path: &str, body: String) {
    let http = Client::new();
    let host = emulator.host();
    let key = json!({"accessKeyId": demo::ACCESS_KEY_ID, "accessKeySecret": demo::SECRET});
    let token = http.post(format!("{host}/api/v3/get-management-token")).json(&key);
    let token: Value = token.send().await.unwrap().json().await.unwrap();
    let token = token["data"]["access_token"].as_str().unwrap();
    let sent = http.post(format!("{host}{path}")).bearer_auth(token);
    let sent = sent.header("x-authing-userpool-id", demo::POOL_ID);
    sent.header("content-type", "application/json").body(body).send().await.unwrap();
}

fn shown(emulator: &Emulator) -> String {
    format!("{:?}", emulator.calls()) + &serde_json::to_string(&emulator.calls()).unwrap()
}

#[tokio::test]
async fn secrets_in_json_are_hidden_at_every_depth() {
    let emulator = Emulator::start().await.unwrap();
    let nested = json!({"deep": [{"clientSecret": SECRET}, {"password": SECRET}]});
    let bodies = [
        ("/api/v3/create-user", json!({"username": "a", "customData": nested})),
        ("/api/v3/create-user", json!({"username": "b", "password": SECRET})),
        ("/api/v3/create-user", json!({"username": "c", "metadata": {"authorization": SECRET}})),
        (
            "/api/v3/create-webhook",
            json!({
                "contentType": "application/json",
                "events": ["user:updated"],
                "url": format!("https://user:{SECRET}@example.com/hook?token={SECRET}"),
                "name": "hook",
                "enabled": true,
                "secret": SECRET,
                "authorization": SECRET,
                "headers": [{"name": "Authorization", "value": SECRET}],
            }),
        ),
        (
            "/api/v3/create-application",
            json!({"appName": "x", "oidcConfig": {"client_secret": SECRET}}),
        ),
        ("/api/v3/create-user", json!([SECRET])),
        ("/api/v3/create-user", json!(SECRET)),
    ];
    for (path, body) in &bodies {
        manage(&emulator, path, body.to_string()).await;
    }
    let shown = shown(&emulator);
    assert!(!shown.contains(SECRET), "{shown}");
    let calls = emulator.calls_of("createUser").unwrap();
    assert_eq!(calls[0].body["customData"]["deep"][0]["clientSecret"], "[hidden]");
    assert_eq!(calls[0].body["username"], "a");
}

#[tokio::test]
async fn unreadable_bodies_are_not_recorded() {
    let emulator = Emulator::start().await.unwrap();
    for body in [
        format!("{{\"password\": \"{SECRET}"),
        format!("password={SECRET}"),
        SECRET.to_owned(),
        format!("{{\"{SECRET}\\u0007\": 1}}"),
    ] {
        manage(&emulator, "/api/v3/create-user", body).await;
    }
    let shown = shown(&emulator);
    assert!(!shown.contains(SECRET), "{shown}");
    assert_eq!(emulator.calls_of("createUser").unwrap().len(), 4);
}

#[tokio::test]
async fn secrets_in_queries_forms_and_paths_are_hidden() {
    let emulator = Emulator::start().await.unwrap();
    let http = Client::new();
    let host = emulator.host();
    let get = async |path: String| http.get(format!("{host}{path}")).send().await.unwrap();
    get(format!("/oidc/session/end?id_token_hint={SECRET}&state=plain")).await;
    get(format!("/interaction/oidc/{SECRET}")).await;
    get(format!("/oidc/me?access_token={SECRET}")).await;
    get(format!("/api/v3/get-profile?password={SECRET}&client-secret={SECRET}")).await;
    get(format!("/no/such/path?token={SECRET}")).await;
    http.post(format!("{host}/interaction/oidc/{SECRET}/login")).send().await.unwrap();
    for form in [
        format!("client_id=APP_ID&client_secret={SECRET}&grant_type=password&password={SECRET}"),
        format!("grant_type=refresh_token&refresh_token={SECRET}&client_assertion={SECRET}"),
        format!("{{\"client_secret\":\"{SECRET}\"}}=1"),
    ] {
        let sent = http.request(Method::POST, format!("{host}/oidc/token")).body(form);
        let sent = sent.header("content-type", "application/x-www-form-urlencoded");
        sent.send().await.unwrap();
    }
    let shown = shown(&emulator);
    assert!(!shown.contains(SECRET), "{shown}");
    let calls = emulator.calls();
    assert_eq!(calls[0].params["state"], "plain");
    assert_eq!(calls[1].path, "/interaction/oidc/[hidden]");
}

#[tokio::test]
async fn control_characters_are_recorded_as_text() {
    let emulator = Emulator::start().await.unwrap();
    let body = json!({"username": "a\u{1b}[2J\u{202e}b"});
    manage(&emulator, "/api/v3/create-user", body.to_string()).await;
    let calls = emulator.calls_of("createUser").unwrap();
    assert_eq!(calls[0].body["username"], "a\\u{1b}[2J\\u{202e}b");
    let body = json!({"userId": "\u{1b}]0;title\u{7}", "userIdType": "no\u{1b}ne"});
    manage(&emulator, "/api/v3/update-user", body.to_string()).await;
    assert!(!shown(&emulator).contains('\u{1b}'));
}
