//! Events that a browser receives.
#![cfg(feature = "event")]
#![allow(clippy::unwrap_used, reason = "tests")]

use axum::{body::BodyDataStream, response::IntoResponse as _};
use futures_util::StreamExt as _;
use genauth_axum::send_events;
use genauth_emulator::Emulator;
use http::header;
use serde_json::json;

/// Reads the body until it has this text.
async fn read_until(body: &mut BodyDataStream, expected: &str) -> String {
    let mut text = String::new();
    while !text.contains(expected) {
        text.push_str(std::str::from_utf8(&body.next().await.unwrap().unwrap()).unwrap());
    }
    text
}

#[tokio::test]
async fn events_arrive_as_server_sent_events() {
    let emulator = Emulator::start().await.unwrap();
    let subscription = emulator.management().events().subscribe("custom_shop.notice").start();
    let response = send_events(subscription.unwrap()).into_response();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut body = response.into_body().into_data_stream();
    emulator.events().wait_for_connections(1).await;

    emulator.events().emit("custom_shop.notice", json!({ "text": "one\r\ntwo" }));
    let text = read_until(&mut body, "\n\n").await;
    assert!(text.starts_with("event: custom_shop.notice\ndata: {"), "{text}");
    assert!(text.contains(r#""text":"one\r\ntwo""#), "{text}");

    emulator.events().drop_connections();
    let text = read_until(&mut body, "event: gap\n").await;
    assert!(!text.contains("data: {\""), "{text}");

    // The connection ends with the response.
    emulator.events().wait_for_connections(1).await;
    drop(body);
    emulator.events().wait_for_connections(0).await;
}
