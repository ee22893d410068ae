//! The memory of a subscription whose messages are as long as they may be (E6).
//!
//! A program of its own: other tests would need memory at the same time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

use std::time::Duration;

use genauth::event::{Event, Overflow};
use genauth_event_tests::{Server, user};
use tokio::time::sleep;

#[tokio::test]
async fn e6_messages_near_the_limit_stay_within_the_bound() {
    const CAP: usize = 1024 * 1024;
    const BOUND: usize = 16;
    const EVENTS: usize = 200;

    // An event with a type, whose data is decoded.
    let start = r#"{"eventType":"authing.user.login","eventData":{"id":"u1","custom":[{"a":""#;
    let end = r#""}]}}"#;
    let text = format!("{start}{}{end}", "x".repeat(CAP - start.len() - end.len()));
    assert_eq!(text.len(), CAP);
    let server = Server::start(move |incoming| {
        let text = text.clone();
        async move {
            let mut peer = incoming.accept().await?;
            for _ in 0..EVENTS {
                peer.send(text.as_str()).await;
            }
            Ok(_ = peer.until_closed().await)
        }
    });
    let server = server.await.unwrap();
    let before = resident();
    let events = user(&server.host()).unwrap().events();
    let builder = events.subscribe("authing.user.login").overflow(Overflow::DropOldest);
    let mut subscription = builder.buffer(BOUND).start().unwrap();
    let (mut seen, mut largest) = (0, 0);
    while seen < EVENTS {
        sleep(Duration::from_millis(20)).await;
        largest = largest.max(resident());
        match subscription.next().await {
            Some(Ok(Event::Dropped(report))) => seen += report.count() as usize,
            Some(Ok(Event::UserLogin(login))) => {
                assert_eq!(login.user_id(), Some("u1"));
                seen += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    let grown = largest.saturating_sub(before);
    assert!(grown <= BOUND * CAP + 10_000_000, "{grown}");
}

/// Returns the resident memory of the process in bytes; 0 where it is unknown.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    number.unwrap_or_default() * 1024
}
