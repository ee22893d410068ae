//! Resources that clients cannot exhaust: connections, and the memory of the emulator.

use std::{sync::Arc, time::Duration};

use genauth_emulator::{Emulator, demo};
use reqwest::Client;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::accounts::{PASSWORD, signed_in};

/// Returns the response on a connection until it is closed.
async fn send_raw(emulator: &Emulator, sent: &str) -> String {
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    let closed = stream.read_to_end(&mut response);
    tokio::time::timeout(Duration::from_secs(60), closed).await.unwrap().unwrap();
    String::from_utf8(response).unwrap()
}

#[tokio::test]
async fn endless_bodies_time_out() {
    let emulator = Emulator::builder().read_timeout(Duration::from_millis(300)).start().await;
    let emulator = Arc::new(emulator.unwrap());
    let heads = ["Content-Length: 1000", "Transfer-Encoding: chunked"];
    let waiting = (0..100).map(|number| {
        let (emulator, head) = (Arc::clone(&emulator), heads[number % heads.len()]);
        tokio::spawn(async move {
            let head = format!("POST /api/v3/signin HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n");
            send_raw(&emulator, &head).await
        })
    });
    for response in waiting.collect::<Vec<_>>() {
        let response = response.await.unwrap();
        assert!(response.starts_with("HTTP/1.1 408"), "{response}");
        assert!(response.to_ascii_lowercase().contains("connection: close"), "{response}");
    }
    // Other clients can still connect.
    signed_in(&emulator, "test").await;
}

#[tokio::test]
async fn endless_heads_time_out() {
    let emulator = Emulator::builder().read_timeout(Duration::from_millis(300)).start().await;
    let response = send_raw(&emulator.unwrap(), "GET / HTTP/1.1\r\nHost: localhost\r\nX: ").await;
    assert!(response.is_empty() || response.starts_with("HTTP/1.1 408"), "{response}");
}

#[tokio::test]
async fn large_arguments_are_not_recorded() {
    let emulator = Emulator::start().await.unwrap();
    let url = format!("{}/api/v3/signin", emulator.host());
    for _ in 0..3 {
        let body = json!({"connection": "PASSWORD", "client_id": "x".repeat(8 << 20)});
        let sent = Client::new().post(&url).header("x-authing-app-id", demo::APP_ID).json(&body);
        sent.send().await.unwrap();
    }
    let calls = emulator.calls_of("signInByCredentials").unwrap();
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|call| call.body.to_string().len() < 1_000), "{:?}", calls[0].path);
}

#[tokio::test]
async fn sign_in_history_keeps_the_latest() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "test").await;
    let app = emulator.authentication();
    let mut last = None;
    for _ in 0..120 {
        last = app.sign_in_by_username_password("test", PASSWORD).await.unwrap().access_token;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    emulator.save(&file).unwrap();
    let state: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let users = state["state"]["users"].as_object().unwrap();
    let user = users.values().next().unwrap();
    assert_eq!(user["sign_ins"].as_array().unwrap().len(), 100);
    assert_eq!(user["profile"]["loginsCount"], 121);
    let user = app.with_access_token(last.unwrap());
    let profile = genauth::authentication::GetProfileParams::new();
    user.get_profile(profile).await.unwrap();
}

#[tokio::test]
async fn expired_sessions_are_removed() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "old").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let sessions = || {
        emulator.save(&file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let state: serde_json::Value = serde_json::from_str(&text).unwrap();
        state["state"]["sessions"]["sessions"].as_object().unwrap().len()
    };
    assert_eq!(sessions(), 1);
    emulator.clock().advance(Duration::from_secs(15 * 86_400));
    signed_in(&emulator, "new").await;
    assert_eq!(sessions(), 1);
}
