//! WebSocket upgrades with an access token (row M5, without sessions).

use axum::{Router, extract::ws::WebSocketUpgrade, routing::any};
use genauth_axum::CurrentUser;
use serde_json::json;
use tokio::net::TcpListener;

use crate::provider::Provider;

const UPGRADE: [(&str, &str); 4] = [
    ("connection", "upgrade"),
    ("upgrade", "websocket"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

#[tokio::test]
async fn upgrade_with_a_bearer_token_needs_no_origin() {
    let provider = Provider::start().await;
    let handler = async |user: CurrentUser, upgrade: WebSocketUpgrade| {
        assert_eq!(user.id(), "u1");
        upgrade.on_upgrade(async |_| ())
    };
    let router = Router::new().route("/ws", any(handler)).layer(provider.guard().layer());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/ws", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await });
    let client = reqwest::Client::new();
    let upgrade =
        || UPGRADE.iter().fold(client.get(&uri), |it, (name, value)| it.header(*name, *value));
    let token = provider.token(json!({}));
    let expired = provider.token(json!({"exp": 1}));

    assert_eq!(upgrade().bearer_auth(&token).send().await.unwrap().status(), 101);
    let foreign = upgrade().bearer_auth(&token).header("origin", "https://other.example");
    assert_eq!(foreign.send().await.unwrap().status(), 101);
    let response = upgrade().send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert!(response.headers().get("location").is_none());
    assert_eq!(upgrade().bearer_auth(&expired).send().await.unwrap().status(), 401);
}
