//! The memory of a subscription whose consumer is slow (E6).
//!
//! Bytes that are allocated are counted, for server and client together: resident memory also depends
//! on what the allocator keeps.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

use std::time::Duration;

use genauth::event::{Event, Overflow};
use genauth_event_tests::{Server, event, user};
use tokio::runtime::Builder;
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

const BOUND: u64 = 256;

#[test]
fn e6_a_flood_is_counted_exactly_and_memory_stays_bounded() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let count = allocation_counter::measure(|| runtime.block_on(read_flood()));
    let largest = count.bytes_max;
    assert!(largest > BOUND * 1_024, "the messages were not counted: {largest}");
    // The bound times the length of an event, and 10 MB.
    assert!(largest <= BOUND * 1_100 + 10_000_000, "{largest}");
}

/// Reads events of a kilobyte, slower than they arrive, until the last one.
async fn read_flood() {
    const EVENTS: u64 = 200_000;

    let text = "x".repeat(1024);
    let server = Server::start(move |incoming| {
        let text = text.clone();
        async move {
            let mut peer = incoming.accept().await?;
            for _ in 0..EVENTS {
                peer.send(event(text.as_str())).await;
            }
            peer.send(event("last")).await;
            Ok(_ = peer.until_closed().await)
        }
    });
    let server = server.await.unwrap();
    let events = user(&server.host()).unwrap().events();
    let builder = events.subscribe("custom_test.n").overflow(Overflow::DropOldest);
    let mut subscription = builder.buffer(BOUND as usize).start().unwrap();
    // Until the server has sent all.
    let (mut dropped, mut seen) = (0, 0);
    sleep(SECOND).await;
    loop {
        match subscription.next().await {
            Some(Ok(Event::Dropped(report))) => dropped += report.count(),
            Some(Ok(event)) => {
                seen += 1;
                if event.message().unwrap().data_json() == "\"last\"" {
                    break;
                }
            }
            other => panic!("{other:?}"),
        }
        if seen % BOUND == 0 {
            // Slower than the server.
            sleep(SECOND / 20).await;
        }
    }
    assert_eq!(dropped + seen, EVENTS + 1);
    assert!(dropped > 0, "the consumer was too fast");
}
