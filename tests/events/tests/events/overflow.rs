//! Full buffers (E6).

use std::time::Duration;

use genauth::{
    EventErrorKind,
    event::{Event, Overflow},
};
use genauth_event_tests::{Peer, Server, event, user};
use tokio::time::{sleep, timeout};

use crate::support::{error, gap, number, subscription};

const SECOND: Duration = Duration::from_secs(1);

/// Pings every second, and returns after three missed pongs or when the client has closed.
async fn demand_pongs(peer: &mut Peer, seconds: u32) {
    let mut missed = 0;
    for _ in 0..seconds {
        if missed == 3 || !peer.ping().await {
            return;
        }
        missed += 1;
        let heard = timeout(SECOND, async {
            while peer.next().await.is_some_and(|message| !message.is_pong()) {}
        });
        if heard.await.is_ok() {
            missed = 0;
            sleep(SECOND).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn e6_pongs_are_sent_without_other_writes() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        demand_pongs(&mut peer, 600).await;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(number(&mut subscription).await, 1);
    assert_eq!(server.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn e6_pongs_are_sent_while_the_consumer_does_not_poll() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        for number in 0..600 {
            peer.send(event(number)).await;
            demand_pongs(&mut peer, 1).await;
        }
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let events = user(&server.host()).unwrap().events();
    let builder = events.subscribe("custom_test.n").buffer(10).overflow(Overflow::DropOldest);
    let mut subscription = builder.start().unwrap();
    sleep(2_000 * SECOND).await;
    assert_eq!((server.connections(), server.open()), (1, 1));
    match subscription.next().await {
        Some(Ok(Event::Dropped(dropped))) => assert_eq!(dropped.count(), 590),
        other => panic!("{other:?}"),
    }
    for expected in 590..600 {
        assert_eq!(number(&mut subscription).await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn e6_a_full_buffer_stops_reading_and_nothing_is_lost_silently() {
    let server = Server::start(|incoming| async {
        let number = incoming.number;
        let mut peer = incoming.accept().await?;
        if number == 0 {
            for number in 0..20 {
                peer.send(event(number)).await;
            }
            // The client does not read pings, so this ends after three of them.
            demand_pongs(&mut peer, 600).await;
            return Ok(());
        }
        peer.send(event(100)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let events = user(&server.host()).unwrap().events();
    let mut subscription = events.subscribe("custom_test.n").buffer(10).start().unwrap();
    sleep(600 * SECOND).await;
    assert_eq!((server.connections(), server.open()), (1, 0));
    // What was buffered, and what was received before the end of the connection.
    for expected in 0..20 {
        assert_eq!(number(&mut subscription).await, expected);
    }
    assert_eq!(error(&mut subscription).await, EventErrorKind::Disconnected);
    let gap = gap(&mut subscription).await;
    // From before the time at which the server closed the connection.
    assert!(gap.to().duration_since(gap.from()).unwrap() >= 590 * SECOND, "{gap:?}");
    assert_eq!(number(&mut subscription).await, 100);
}

#[tokio::test(start_paused = true)]
async fn a_consumer_that_pauses_keeps_a_healthy_connection() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        for number in 0..100 {
            peer.send(event(number)).await;
        }
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let events = user(&server.host()).unwrap().events();
    let mut subscription = events.subscribe("custom_test.n").buffer(1).start().unwrap();
    for expected in 0..100 {
        sleep(600 * SECOND).await;
        assert_eq!(number(&mut subscription).await, expected);
    }
    assert_eq!(server.connections(), 1);
}
