//! Web pages in a developer's browser: they can reach loopback, but neither control nor read the
//! emulator.

use genauth_emulator::Emulator;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::accounts::signed_in;

fn request(emulator: &Emulator, method: Method, path: &str) -> RequestBuilder {
    Client::new().request(method, format!("{}{path}", emulator.host()))
}

async fn status(request: RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn control_requests_of_other_origins_are_rejected() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "test").await;
    let before = emulator.clock().now();
    for (path, body) in [
        ("/_emulator/reset", ""),
        ("/_emulator/reset", "{}"),
        ("/_emulator/clock", r#"{"advanceSeconds": 86400}"#),
        ("/_emulator/faults", r#"{"status": 503}"#),
    ] {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
        ] {
            for kind in ["text/plain", "application/json"] {
                let sent = request(&emulator, Method::POST, path).body(body);
                let sent = sent.header(name, value).header("content-type", kind);
                assert_eq!(status(sent).await, 403, "{path} from {value} as {kind}");
            }
        }
        // Even without browser headers, a form is not JSON.
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            let sent = request(&emulator, Method::POST, path).body(body);
            assert_eq!(status(sent.header("content-type", kind)).await, 415, "{path} as {kind}");
        }
    }
    assert!(emulator.clock().now().seconds_since(before) < 3_600);
    assert!(!emulator.calls().is_empty(), "nothing was reset");
    let users = emulator.management().list_users(genauth::management::ListUsersRequestDto::new());
    assert_eq!(users.await.unwrap().total_count, 1, "nothing fails");
}

#[tokio::test]
async fn requests_with_a_rebound_host_are_rejected() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "test").await;
    let port = emulator.address().port();
    for path in [
        "/_emulator/outbox",
        "/_emulator/state",
        "/_emulator/calls",
        "/oidc/.well-known/jwks.json",
        "/api/v3/system",
        "/",
    ] {
        for host in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1.evil.example"] {
            let response = request(&emulator, Method::GET, path).header("host", host).send().await;
            let response = response.unwrap();
            assert_eq!(response.status(), 403, "{path} as {host}");
            let text = response.text().await.unwrap();
            assert!(text.contains("--allow-host") && !text.contains("PRIVATE KEY"), "{text}");
        }
    }
    for host in ["localhost", &format!("localhost:{port}"), &format!("app.localhost:{port}")] {
        let request = request(&emulator, Method::GET, "/_emulator/outbox").header("host", host);
        assert_eq!(status(request).await, 200, "{host}");
    }
}

#[tokio::test]
async fn allowed_hosts_are_served() {
    let emulator = Emulator::builder().allow_host("genauth.test").start().await.unwrap();
    for (host, expected) in [("genauth.test:8080", 200), ("other.test", 403)] {
        let request = request(&emulator, Method::GET, "/_emulator/clock").header("host", host);
        assert_eq!(status(request).await, expected, "{host}");
    }
}

#[tokio::test]
async fn control_endpoints_require_json() {
    let emulator = Emulator::start().await.unwrap();
    let moved = request(&emulator, Method::POST, "/_emulator/clock");
    assert_eq!(status(moved.json(&json!({"advanceSeconds": 1}))).await, 200);
    assert_eq!(status(request(&emulator, Method::POST, "/_emulator/reset")).await, 200);
    let own = emulator.host().to_owned();
    let from_own_page = request(&emulator, Method::POST, "/_emulator/reset").header("origin", own);
    assert_eq!(status(from_own_page.json(&json!({}))).await, 200);
}

#[tokio::test]
async fn browser_application_can_call_the_api() {
    let emulator = Emulator::start().await.unwrap();
    let sign_in = request(&emulator, Method::POST, "/api/v3/signup");
    let sign_in = sign_in.header("origin", "http://localhost:3000");
    let sign_in = sign_in.header("x-authing-app-id", genauth_emulator::demo::APP_ID);
    let body = json!({
        "connection": "PASSWORD",
        "passwordPayload": {"username": "test", "password": "passw0rd"},
    });
    let response: Value = sign_in.json(&body).send().await.unwrap().json().await.unwrap();
    assert_eq!(response["statusCode"], 200, "{response}");
}
