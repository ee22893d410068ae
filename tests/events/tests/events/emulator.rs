//! Events of the emulator.

use std::time::Duration;

use genauth::{
    AuthenticationClient, Error, EventErrorKind,
    event::{Event, Overflow, Subscription, SubscriptionBuilder},
};
use genauth_emulator::{Emulator, EventFault};
use serde_json::json;

use crate::support::{error, gap};

const CODE: &str = "custom_test.n";
const MILLISECOND: Duration = Duration::from_millis(1);

fn quick(builder: SubscriptionBuilder) -> SubscriptionBuilder {
    builder.backoff(MILLISECOND, 20 * MILLISECOND)
}

async fn subscribed(emulator: &Emulator) -> Subscription {
    let subscription = quick(emulator.management().events().subscribe(CODE)).start().unwrap();
    emulator.events().wait_for_connections(1).await;
    subscription
}

/// Signs a user up and in.
async fn signed_in(emulator: &Emulator) -> AuthenticationClient {
    let app = emulator.authentication();
    app.sign_up_by_username_password("alice", "test-secret").await.unwrap();
    let tokens = app.sign_in_by_username_password("alice", "test-secret").await.unwrap();
    app.with_access_token(tokens.access_token)
}

async fn order(subscription: &mut Subscription) -> i64 {
    loop {
        match subscription.next().await {
            Some(Ok(Event::Custom(event))) => return event.data()["n"].as_i64().unwrap(),
            Some(Ok(Event::Gap(_)) | Err(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_sign_in_is_an_event_of_the_user_and_of_the_pool() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator).await;
    let mut of_user = user.events().subscribe("authing.user.login").start().unwrap();
    let admin = emulator.management();
    let mut of_pool = admin.events().subscribe("authing.user.login").start().unwrap();
    emulator.events().wait_for_connections(2).await;
    let app = emulator.authentication();
    app.sign_in_by_username_password("alice", "test-secret").await.unwrap();
    for subscription in [&mut of_user, &mut of_pool] {
        match subscription.next().await {
            Some(Ok(Event::UserLogin(event))) => {
                assert_eq!(event.username(), Some("alice"));
                assert!(event.user_id().is_some());
                assert_eq!(event.code().unwrap().as_str(), "authing.user.login");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_published_event_arrives() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    match admin.events().publish(CODE, json!({"n": 1})).await {
        Err(Error::Event(error)) => assert_eq!(error.kind(), EventErrorKind::NotPublished),
        other => panic!("it is not defined: {other:?}"),
    }
    let define = genauth::management::DefineEventDto::new(CODE, "a test");
    admin.define_event(define).await.unwrap();
    let user = signed_in(&emulator).await;
    let mut subscription = user.events().subscribe(CODE).start().unwrap();
    emulator.events().wait_for_connections(1).await;
    admin.events().publish(CODE, json!({"n": 2})).await.unwrap();
    assert_eq!(order(&mut subscription).await, 2);
    user.events().publish(CODE, json!({"n": 3})).await.unwrap();
    assert_eq!(order(&mut subscription).await, 3);
}

#[tokio::test]
async fn an_invalid_token_ends_the_stream() {
    let emulator = Emulator::start().await.unwrap();
    let user = emulator.authentication().with_access_token("wrong");
    let mut subscription = user.events().subscribe(CODE).start().unwrap();
    assert_eq!(error(&mut subscription).await, EventErrorKind::Refused);
    assert!(subscription.next().await.is_none());
}

#[tokio::test]
async fn refused_and_stalled_upgrades_are_repeated() {
    let emulator = Emulator::start().await.unwrap();
    let faults = emulator.events();
    faults.everywhere().times(2).inject(EventFault::RefuseUpgrade(503));
    faults.everywhere().times(1).inject(EventFault::StallUpgrade);
    let builder = quick(emulator.management().events().subscribe(CODE));
    let mut subscription = builder.connect_timeout(100 * MILLISECOND).start().unwrap();
    let mut kinds = Vec::new();
    for _ in 0..3 {
        kinds.push(error(&mut subscription).await);
    }
    kinds.sort_by_key(|kind| format!("{kind:?}"));
    use EventErrorKind::{ConnectTimeout, Upgrade};
    assert_eq!(kinds, [ConnectTimeout, Upgrade, Upgrade]);
    faults.wait_for_connections(1).await;
    faults.emit(CODE, json!({"n": 1}));
    assert_eq!(order(&mut subscription).await, 1);
}

#[tokio::test]
async fn faults_of_events_are_survived() {
    let emulator = Emulator::start().await.unwrap();
    let events = emulator.events();
    for (fault, kind, connection_is_lost) in [
        (EventFault::Garbage, EventErrorKind::InvalidMessage, false),
        (EventFault::Binary, EventErrorKind::InvalidMessage, false),
        (EventFault::Oversized(2_000_000), EventErrorKind::TooLong, true),
        (EventFault::Drop, EventErrorKind::Disconnected, true),
        (EventFault::Close(1012), EventErrorKind::Disconnected, true),
    ] {
        let mut subscription = subscribed(&emulator).await;
        events.everywhere().times(1).inject(fault);
        events.emit(CODE, json!({"n": 1}));
        assert_eq!(error(&mut subscription).await, kind);
        if connection_is_lost {
            gap(&mut subscription).await;
        }
        events.wait_for_connections(1).await;
        events.emit(CODE, json!({"n": 2}));
        assert_eq!(order(&mut subscription).await, 2);
        subscription.close().await;
        events.wait_for_connections(0).await;
    }
}

#[tokio::test]
async fn a_silent_connection_is_replaced() {
    for fault in [EventFault::Silence, EventFault::NoPong] {
        let emulator = Emulator::start().await.unwrap();
        let events = emulator.events();
        events.everywhere().times(1).inject(fault);
        let builder = quick(emulator.management().events().subscribe(CODE));
        let builder = builder.ping_interval(30 * MILLISECOND).pong_timeout(30 * MILLISECOND);
        let mut subscription = builder.start().unwrap();
        assert_eq!(error(&mut subscription).await, EventErrorKind::Unresponsive);
        gap(&mut subscription).await;
    }
}

#[tokio::test]
async fn a_flood_is_delivered_or_counted() {
    const EVENTS: usize = 50_000;

    let emulator = Emulator::start().await.unwrap();
    let events = emulator.events();
    let mut all = subscribed(&emulator).await;
    events.everywhere().times(1).inject(EventFault::Flood(EVENTS));
    events.emit(CODE, json!({"n": 1}));
    for _ in 0..EVENTS {
        assert_eq!(order(&mut all).await, 1);
    }
    all.close().await;
    events.wait_for_connections(0).await;

    let builder = emulator.management().events().subscribe(CODE).buffer(100);
    let mut newest = builder.overflow(Overflow::DropOldest).start().unwrap();
    events.wait_for_connections(1).await;
    events.everywhere().times(1).inject(EventFault::Flood(EVENTS));
    events.emit(CODE, json!({"n": 1}));
    events.emit(CODE, json!({"n": 2}));
    let (mut seen, mut dropped) = (0, 0);
    loop {
        match newest.next().await {
            Some(Ok(Event::Dropped(report))) => dropped += report.count(),
            Some(Ok(Event::Custom(event))) if event.data()["n"] == 2 => break,
            Some(Ok(Event::Custom(_))) => seen += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(seen + dropped, EVENTS as u64);
}
