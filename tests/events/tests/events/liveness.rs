//! Connections that are lost without a sign (E1).

use std::time::Duration;

use genauth::EventErrorKind;
use genauth_event_tests::{Server, event, user};
use tokio::time::{Instant, sleep};

use crate::support::{error, gap, number, subscription, until};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn e1_a_path_that_goes_dark_is_replaced_within_ping_interval_and_pong_timeout() {
    let server = Server::start(|incoming| async {
        let number = incoming.number;
        let mut peer = incoming.accept().await?;
        peer.send(event(number)).await;
        // The first connection is never read again, and never closed by the server.
        if number == 0 { peer.ignore().await } else { Ok(_ = peer.until_closed().await) }
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(number(&mut subscription).await, 0);
    let start = Instant::now();
    assert_eq!(error(&mut subscription).await, EventErrorKind::Unresponsive);
    let passed = start.elapsed();
    assert!((40 * SECOND..41 * SECOND).contains(&passed), "{passed:?}");
    // Without waiting for a close handshake, which the server would not complete.
    assert!(until(|| server.open() == 0).await);
    let gap = gap(&mut subscription).await;
    assert!(gap.to().duration_since(gap.from()).unwrap() >= 40 * SECOND, "{gap:?}");
    assert_eq!(number(&mut subscription).await, 1);
}

#[tokio::test(start_paused = true)]
async fn e1_events_without_pongs_are_signs_of_life() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        for number in 0..60 {
            sleep(35 * SECOND).await;
            peer.send(event(number)).await;
        }
        peer.ignore().await
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    for expected in 0..60 {
        assert_eq!(number(&mut subscription).await, expected);
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn e1_a_long_message_that_arrives_slowly_is_a_sign_of_life() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        for byte in genauth_event_tests::frame::text(&event(1)) {
            sleep(35 * SECOND).await;
            peer.write(&[byte]).await;
        }
        peer.ignore().await
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(number(&mut subscription).await, 1);
    assert_eq!(server.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_that_answers_pings_stays_connected_for_a_day() {
    let server =
        Server::start(|incoming| async { Ok(_ = incoming.accept().await?.until_closed().await) });
    let server = server.await.unwrap();
    let subscription = subscription(user(&server.host()).unwrap());
    sleep(24 * 3_600 * SECOND).await;
    assert_eq!((server.connections(), server.open()), (1, 1));
    subscription.close().await;
}
