//! Event subscriptions.

use genauth_emulator::Emulator;
use serde_json::json;

use crate::{
    accounts::access_token,
    event_socket::{Socket, admin_request, refused, request, signature, user_request},
};

const CODE: &str = "custom_app.ordered";

#[tokio::test]
async fn subscribers_receive_events_in_order() {
    let emulator = Emulator::start().await.unwrap();
    let token = access_token(&emulator, "bob").await;
    let mut bob = Socket::of_user(&emulator, CODE, &token).await;
    let mut admin = Socket::of_admin(&emulator, CODE).await;
    let mut other = Socket::of_admin(&emulator, "custom_app.other").await;
    assert_eq!(emulator.events().connections(), 3);
    for number in 0..1_000 {
        emulator.events().emit(CODE, json!({"number": number}));
    }
    emulator.events().emit("custom_app.other", json!({}));
    for socket in [&mut bob, &mut admin] {
        for number in 0..1_000 {
            assert_eq!(socket.event().await, (CODE.to_owned(), json!({"number": number})));
        }
    }
    assert_eq!(other.event().await.0, "custom_app.other");
    drop((bob, admin, other));
    emulator.events().wait_for_connections(0).await;
}

#[tokio::test]
async fn invalid_subscriptions_are_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let token = access_token(&emulator, "bob").await;
    let status = async |request| refused(&emulator, request).await;
    assert_eq!(status(user_request(&emulator, CODE, "")).await, 401);
    assert_eq!(status(user_request(&emulator, CODE, &format!("{token}x"))).await, 401);
    assert_eq!(status(user_request(&emulator, "", &token)).await, 400);
    assert_eq!(status(request(&emulator, "management/sub?code=a")).await, 401);
    assert_eq!(status(admin_request(&emulator, CODE, &signature("wrong"))).await, 401);
    assert_eq!(status(admin_request(&emulator, CODE, "%%%")).await, 401);
    assert_eq!(status(admin_request(&emulator, "", &signature("test-secret"))).await, 400);
    let mut foreign = user_request(&emulator, CODE, &token);
    foreign.headers_mut().insert("host", "evil.example".parse().unwrap());
    assert_eq!(status(foreign).await, 403);
    let url = format!("{}/events/v1/authentication/sub?code=a&token={token}", emulator.host());
    let plain = reqwest::get(url).await.unwrap();
    assert_eq!(plain.status().as_u16(), 426);
    assert_eq!(plain.headers()["sec-websocket-version"], "13");
    assert_eq!(emulator.events().connections(), 0);
}

#[tokio::test]
async fn token_of_an_ended_session_is_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let token = access_token(&emulator, "bob").await;
    emulator.clock().advance(std::time::Duration::from_secs(30 * 86_400));
    assert_eq!(refused(&emulator, user_request(&emulator, CODE, &token)).await, 401);
}

#[tokio::test]
async fn pings_are_answered() {
    let emulator = Emulator::start().await.unwrap();
    let mut socket = Socket::of_admin(&emulator, CODE).await;
    assert!(socket.ping().await.is_pong());
    socket.0.close(None).await.unwrap();
    emulator.events().wait_for_connections(0).await;
}

#[tokio::test]
async fn subscriptions_are_recorded_without_tokens() {
    let emulator = Emulator::start().await.unwrap();
    let token = access_token(&emulator, "bob").await;
    let mut log = emulator.request_log();
    let _socket = Socket::of_user(&emulator, CODE, &token).await;
    refused(&emulator, user_request(&emulator, CODE, "wrong")).await;
    for status in [101, 401] {
        let logged = log.next().await;
        assert_eq!(
            (logged.path.as_str(), logged.status),
            ("/events/v1/authentication/sub", Some(status))
        );
    }
    let calls = emulator.calls();
    let subscriptions: Vec<_> = calls.iter().filter(|it| it.path.ends_with("/sub")).collect();
    assert_eq!(subscriptions.len(), 2);
    assert_eq!(subscriptions[0].params, json!({"code": CODE}));
    assert!(subscriptions[0].user_id.is_some());
    assert!(!serde_json::to_string(&calls).unwrap().contains(&token));
}

#[tokio::test]
async fn connections_end_with_the_emulator() {
    let emulator = Emulator::start().await.unwrap();
    let mut socket = Socket::of_admin(&emulator, CODE).await;
    let end = tokio::spawn(async move { socket.message().await });
    emulator.stop().await.unwrap();
    assert!(end.await.unwrap().is_close());
}
