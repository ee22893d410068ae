//! Gaps after interruptions (E9).

use std::time::{Duration, SystemTime};

use genauth::{EventErrorKind, event::Event};
use genauth_event_tests::{Server, event, user};
use tokio::time::sleep;

use crate::support::{error, gap, number, subscription};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn e9_a_gap_is_reported_at_the_reconnect_even_if_no_event_follows() {
    let server = Server::start(|incoming| async {
        match incoming.number {
            0 => {
                let mut peer = incoming.accept().await?;
                peer.send(event(1)).await;
                sleep(10 * SECOND).await;
                Ok(())
            }
            // Two failures within the outage.
            1 | 2 => incoming.refuse(503, "").await,
            _ => Ok(_ = incoming.accept().await?.until_closed().await),
        }
    });
    let server = server.await.unwrap();
    let before = SystemTime::now();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(number(&mut subscription).await, 1);
    assert_eq!(error(&mut subscription).await, EventErrorKind::Disconnected);
    assert_eq!(error(&mut subscription).await, EventErrorKind::Upgrade);
    assert_eq!(error(&mut subscription).await, EventErrorKind::Upgrade);
    let gap = gap(&mut subscription).await;
    assert!(gap.from() >= before && gap.to() > gap.from(), "{gap:?}");
    // From the last moment at which everything was read.
    let length = gap.to().duration_since(gap.from()).unwrap();
    assert!((9 * SECOND..20 * SECOND).contains(&length), "{length:?}");
    // One gap, and silence.
    let next = tokio::time::timeout(3_600 * SECOND, subscription.next()).await;
    assert!(next.is_err(), "{next:?}");
    assert_eq!(server.connections(), 4);
}

#[tokio::test(start_paused = true)]
async fn e9_the_first_connection_has_no_gap() {
    let server = Server::start(|incoming| async {
        if incoming.number < 2 {
            return incoming.refuse(503, "").await;
        }
        let mut peer = incoming.accept().await?;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(error(&mut subscription).await, EventErrorKind::Upgrade);
    assert_eq!(error(&mut subscription).await, EventErrorKind::Upgrade);
    assert_eq!(number(&mut subscription).await, 1);
}

#[tokio::test(start_paused = true)]
async fn e9_the_gap_precedes_events_of_the_new_connection() {
    let server = Server::start(|incoming| async {
        let number = incoming.number;
        let frame = genauth_event_tests::frame::text(&event(number));
        let peer = incoming.accept_with(&frame).await?;
        if number < 100 {
            return Ok(());
        }
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    for expected in 0..=100 {
        if expected > 0 {
            assert_eq!(error(&mut subscription).await, EventErrorKind::Disconnected);
            match subscription.next().await {
                Some(Ok(Event::Gap(_))) => {}
                other => panic!("not a gap: {other:?}"),
            }
        }
        assert_eq!(number(&mut subscription).await, expected);
    }
}
