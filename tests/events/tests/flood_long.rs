//! The memory of a subscription whose messages are as long as they may be (E6).
//!
//! Bytes that are allocated are counted, for server and client together: resident memory also depends
//! on what the allocator keeps.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

use std::time::Duration;

use genauth::event::{Event, Overflow};
use genauth_event_tests::{Server, user};
use tokio::runtime::Builder;
use tokio::time::sleep;

#[test]
fn e6_messages_near_the_limit_stay_within_the_bound() {
    const CAP: usize = 1024 * 1024;
    const BOUND: usize = 16;

    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let count = allocation_counter::measure(|| runtime.block_on(read_flood(CAP, BOUND)));
    let largest = usize::try_from(count.bytes_max).unwrap();
    assert!(largest > BOUND * CAP, "the messages were not counted: {largest}");
    assert!(largest <= BOUND * CAP + 10_000_000, "{largest}");
}

/// Reads events of `cap` bytes, of which at most `bound` are buffered, slower than they arrive.
async fn read_flood(cap: usize, bound: usize) {
    const EVENTS: usize = 200;

    // An event with a type, whose data is decoded.
    let start = r#"{"eventType":"authing.user.login","eventData":{"id":"u1","custom":[{"a":""#;
    let end = r#""}]}}"#;
    let text = format!("{start}{}{end}", "x".repeat(cap - start.len() - end.len()));
    assert_eq!(text.len(), cap);
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
    let events = user(&server.host()).unwrap().events();
    let builder = events.subscribe("authing.user.login").overflow(Overflow::DropOldest);
    let mut subscription = builder.buffer(bound).start().unwrap();
    let mut seen = 0;
    while seen < EVENTS {
        sleep(Duration::from_millis(20)).await;
        match subscription.next().await {
            Some(Ok(Event::Dropped(report))) => seen += report.count() as usize,
            Some(Ok(Event::UserLogin(login))) => {
                assert_eq!(login.user_id(), Some("u1"));
                seen += 1;
            }
            other => panic!("{other:?}"),
        }
    }
}
