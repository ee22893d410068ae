//! Many events, and a long time.

use std::time::Duration;

use genauth::event::Event;
use genauth_event_tests::{Server, event, user};
use tokio::time::{Instant, sleep};

use crate::support::{number, subscription};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn one_hundred_thousand_events_arrive_in_order() {
    const EVENTS: u64 = 100_000;

    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        for number in 0..EVENTS {
            peer.send(event(number)).await;
        }
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    for expected in 0..EVENTS {
        assert_eq!(number(&mut subscription).await, expected);
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_day_of_reconnects_loses_nothing_silently() {
    // Each connection sends a number of events and ends in its own way.
    let server = Server::start(|incoming| async {
        let number = incoming.number as u64;
        match number % 5 {
            4 => return incoming.refuse(503, "").await,
            3 if number % 2 == 1 => return incoming.until_closed().await,
            _ => {}
        }
        let mut peer = incoming.accept().await?;
        for event_number in 0..number % 7 {
            peer.send(event(number * 10 + event_number)).await;
            peer.stay(SECOND * (number % 90) as u32).await;
        }
        match number % 5 {
            0 => _ = peer.close(1001).await,
            1 => {}
            _ => peer.ignore().await?,
        }
        Ok(())
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    let start = Instant::now();
    let (mut events, mut gaps, mut last) = (0_u64, 0, None);
    while start.elapsed() < 24 * 3_600 * SECOND {
        match subscription.next().await {
            Some(Ok(Event::Gap(gap))) => {
                assert!(gap.to() > gap.from());
                gaps += 1;
                last = None;
            }
            Some(Ok(Event::Custom(event))) => {
                let number = event.data().as_u64().unwrap();
                // Without a gap, events are consecutive.
                match last {
                    Some(last) => assert_eq!(number, last + 1),
                    None => assert_eq!(number % 10, 0),
                }
                last = Some(number);
                events += 1;
            }
            Some(Ok(other)) => panic!("{other:?}"),
            Some(Err(_)) => {}
            None => panic!("the subscription has ended"),
        }
    }
    let connections = server.connections();
    #[allow(clippy::print_stdout, reason = "a figure, for `--nocapture`")]
    {
        println!("a day: {connections} connections, {events} events, {gaps} gaps");
    }
    // No busy loop, and no standstill.
    assert!((300..10_000).contains(&connections), "{connections}");
    assert!(gaps > 100 && events > 500, "{gaps} {events}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_down_for_a_day_is_not_flooded() {
    let server = Server::start(|incoming| async { incoming.refuse(503, "").await });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    let consumed = tokio::spawn(async move { while subscription.next().await.is_some() {} });
    sleep(24 * 3_600 * SECOND).await;
    // One attempt in 30 seconds on average.
    let connections = server.connections();
    assert!((2_000..4_000).contains(&connections), "{connections}");
    consumed.abort();
}
