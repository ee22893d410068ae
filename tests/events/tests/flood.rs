//! The memory of a subscription whose consumer is slow (E6).
//!
//! A program of its own: other tests would need memory at the same time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]
#![allow(clippy::print_stdout, reason = "a figure, for `--nocapture`")]

use std::time::Duration;

use genauth::event::{Event, Overflow};
use genauth_event_tests::{Server, event, user};
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn e6_a_flood_is_counted_exactly_and_memory_stays_bounded() {
    const EVENTS: u64 = 200_000;
    const BOUND: u64 = 256;

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
    let before = resident();
    let events = user(&server.host()).unwrap().events();
    let builder = events.subscribe("custom_test.n").overflow(Overflow::DropOldest);
    let mut subscription = builder.buffer(BOUND as usize).start().unwrap();
    let mut largest = 0;
    // Until the server has sent all.
    let (mut dropped, mut seen) = (0, 0);
    sleep(SECOND).await;
    loop {
        largest = largest.max(resident());
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
    let grown = largest.saturating_sub(before);
    println!("flood: {dropped} of {EVENTS} dropped, resident memory grew by {} kB", grown / 1024);
    // The bound times the length of an event, and 10 MB.
    assert!(grown <= BOUND * 1_100 + 10_000_000, "{grown}");
}

/// Returns the resident memory of the process in bytes; 0 where it is unknown.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or_default() * 1024
}
