//! Fault injection for event subscriptions.

use std::time::Duration;

use futures_util::StreamExt as _;
use genauth_emulator::{Emulator, EventFault};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::event_socket::{Socket, admin_request, refused, signature};

const CODE: &str = "custom_app.ordered";

/// Starts an emulator, and subscribes.
async fn subscribed() -> (Emulator, Socket) {
    let emulator = Emulator::start().await.unwrap();
    let socket = Socket::of_admin(&emulator, CODE).await;
    (emulator, socket)
}

#[tokio::test]
async fn faults_replace_single_events() {
    let (emulator, mut socket) = subscribed().await;
    let events = emulator.events();
    for fault in [EventFault::Garbage, EventFault::Binary, EventFault::Oversized(70_000)] {
        events.on(CODE).times(1).inject(fault);
    }
    events.on("other").inject(EventFault::Drop);
    for _ in 0..4 {
        events.emit(CODE, json!({}));
    }
    let broken = socket.message().await.into_text().unwrap();
    assert!(serde_json::from_str::<Value>(broken.as_str()).is_err());
    assert!(matches!(socket.message().await, Message::Binary(_)));
    assert_eq!(socket.message().await.len(), 70_000);
    assert_eq!(socket.event().await, (CODE.to_owned(), json!({})));
}

#[tokio::test]
async fn event_can_be_sent_many_times_or_late() {
    let (emulator, mut socket) = subscribed().await;
    let events = emulator.events();
    events.everywhere().times(1).inject(EventFault::Flood(5_000));
    events.everywhere().times(1).inject(EventFault::Delay(Duration::from_millis(20)));
    events.emit(CODE, json!({"number": 1}));
    events.emit(CODE, json!({"number": 2}));
    for _ in 0..5_000 {
        assert_eq!(socket.event().await.1, json!({"number": 1}));
    }
    assert_eq!(socket.event().await.1, json!({"number": 2}));
}

#[tokio::test]
async fn connections_can_be_dropped_or_closed() {
    let (emulator, mut socket) = subscribed().await;
    let events = emulator.events();
    events.everywhere().times(1).inject(EventFault::Drop);
    events.emit(CODE, json!({}));
    assert!(socket.0.next().await.unwrap().is_err(), "no close frame");
    let mut socket = Socket::of_admin(&emulator, CODE).await;
    events.everywhere().times(1).inject(EventFault::Close(1_008));
    events.emit(CODE, json!({}));
    match socket.message().await {
        Message::Close(Some(frame)) => assert_eq!(u16::from(frame.code), 1_008),
        other => panic!("{other:?}"),
    }
    drop(socket);
    events.wait_for_connections(0).await;
    let mut socket = Socket::of_admin(&emulator, CODE).await;
    events.drop_connections();
    assert!(socket.0.next().await.unwrap().is_err(), "no close frame");
    events.wait_for_connections(0).await;
}

#[tokio::test]
async fn pings_can_stay_without_a_pong() {
    let (emulator, mut socket) = subscribed().await;
    assert!(socket.ping().await.is_pong());
    emulator.events().everywhere().times(1).inject(EventFault::NoPong);
    emulator.events().emit(CODE, json!({"number": 1}));
    assert_eq!(socket.event().await.1["number"], 1);
    emulator.events().emit(CODE, json!({"number": 2}));
    assert!(socket.ping().await.is_text(), "an event, not a pong");
    drop(socket);
    emulator.events().wait_for_connections(0).await;
}

#[tokio::test]
async fn silent_connection_stays_open() {
    let emulator = Emulator::start().await.unwrap();
    emulator.events().everywhere().times(1).inject(EventFault::Silence);
    let mut socket = Socket::of_admin(&emulator, CODE).await;
    emulator.events().emit(CODE, json!({}));
    let silence = tokio::time::timeout(Duration::from_millis(50), socket.ping()).await;
    assert!(silence.is_err());
    assert_eq!(emulator.events().connections(), 1);
    drop(socket);
    emulator.events().wait_for_connections(0).await;
}

#[tokio::test]
async fn connection_attempts_can_be_refused_or_stalled() {
    let emulator = Emulator::start().await.unwrap();
    let request = || admin_request(&emulator, CODE, &signature("test-secret"));
    let events = emulator.events();
    events.everywhere().after(1).times(1).inject(EventFault::RefuseUpgrade(503));
    events.everywhere().times(2).inject(EventFault::StallUpgrade);
    let stalled =
        tokio::time::timeout(Duration::from_millis(50), Socket::open(&emulator, request()));
    assert!(stalled.await.is_err());
    assert_eq!(refused(&emulator, request()).await, 503);
    let dropped = tokio::join!(Socket::open(&emulator, request()), async {
        let is_third =
            || emulator.calls().iter().filter(|it| it.path.ends_with("/sub")).count() == 3;
        while !is_third() {
            tokio::task::yield_now().await;
        }
        events.drop_connections();
    });
    assert!(dropped.0.is_err());
    assert!(Socket::open(&emulator, request()).await.is_ok());
}

#[tokio::test]
async fn slow_subscriber_is_told_before_its_connection_closes() {
    let (emulator, mut socket) = subscribed().await;
    let filler = "x".repeat(1_000);
    for _ in 0..40_000 {
        emulator.events().emit(CODE, json!({"filler": filler}));
    }
    let mut received = 0;
    loop {
        match socket.message().await {
            Message::Text(_) => received += 1,
            Message::Close(Some(frame)) => {
                assert_eq!(u16::from(frame.code), 1_013);
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!((16_000..40_000).contains(&received), "{received}");
}

#[tokio::test]
async fn control_endpoints_send_events_and_inject_faults() {
    let (emulator, mut socket) = subscribed().await;
    let client = reqwest::Client::new();
    let send = async |method: reqwest::Method, path: &str, body: Value| {
        let url = format!("{}/_emulator/{path}", emulator.host());
        let request = client.request(method, url);
        let request = if body.is_null() { request } else { request.json(&body) };
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    let get = send(reqwest::Method::GET, "events", Value::Null).await;
    assert_eq!(get, (200, json!({"connections": 1})));
    let fault = json!({"code": CODE, "times": 1, "binary": true});
    assert_eq!(send(reqwest::Method::POST, "events/faults", fault).await.0, 200);
    let event = json!({"code": CODE, "data": {"a": 1}});
    assert_eq!(send(reqwest::Method::POST, "events", event.clone()).await.0, 200);
    assert!(socket.message().await.is_binary());
    for invalid in [json!({}), json!({"garbage": true, "drop": true}), json!({"unknown": 1})] {
        assert_eq!(send(reqwest::Method::POST, "events/faults", invalid).await.0, 400);
    }
    let fault = json!({"garbage": true});
    assert_eq!(send(reqwest::Method::POST, "events/faults", fault).await.0, 200);
    assert_eq!(send(reqwest::Method::DELETE, "events/faults", Value::Null).await.0, 200);
    assert_eq!(send(reqwest::Method::POST, "events", event).await.0, 200);
    assert_eq!(socket.event().await.1, json!({"a": 1}));
    assert_eq!(send(reqwest::Method::DELETE, "events/connections", Value::Null).await.0, 200);
    emulator.events().wait_for_connections(0).await;
}
