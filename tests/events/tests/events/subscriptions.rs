//! Several subscriptions, and subscriptions during an outage (E8).

use std::time::Duration;

use genauth_event_tests::{Server, event, user};
use tokio::time::sleep;

use crate::support::{drain, is_silent, number, subscription, until};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test(start_paused = true)]
async fn e8_two_subscriptions_of_one_code_receive_each_event_once() {
    let (sender, _) = tokio::sync::broadcast::channel::<u64>(16);
    let published = sender.clone();
    let server = Server::start(move |incoming| {
        let mut events = published.subscribe();
        async move {
            let mut peer = incoming.accept().await?;
            while let Ok(number) = events.recv().await {
                peer.send(event(number)).await;
            }
            Ok(_ = peer.until_closed().await)
        }
    });
    let server = server.await.unwrap();
    let client = user(&server.host()).unwrap();
    let mut first = subscription(client.clone());
    let mut second = subscription(client);
    assert!(until(|| sender.receiver_count() == 2).await);
    sleep(SECOND).await;
    for published in 0..10 {
        sender.send(published).unwrap();
        assert_eq!(number(&mut first).await, published);
        assert_eq!(number(&mut second).await, published);
    }
    first.close().await;
    sender.send(10).unwrap();
    assert_eq!(number(&mut second).await, 10);
    assert!(is_silent(&mut second, SECOND * 20).await);
}

#[tokio::test(start_paused = true)]
async fn e8_a_subscription_during_the_backoff_of_another_has_a_connection_of_its_own() {
    let server = Server::start(|incoming| async {
        if incoming.number == 0 {
            return incoming.refuse(503, "").await;
        }
        let number = incoming.number;
        let mut peer = incoming.accept().await?;
        peer.send(event(number)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let client = user(&server.host()).unwrap();
    let mut first = subscription(client.clone());
    assert!(first.next().await.unwrap().is_err());
    let mut second = subscription(client);
    let numbers = [drain(&mut first).await, drain(&mut second).await];
    assert!(numbers == [1, 2] || numbers == [2, 1], "{numbers:?}");
    assert!(is_silent(&mut first, HOUR).await);
    assert_eq!((server.connections(), server.open()), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn e8_five_drops_in_a_row_leave_one_connection_and_one_delivery() {
    let server = Server::start(|incoming| async {
        let number = incoming.number;
        let mut peer = incoming.accept().await?;
        if number < 5 {
            return Ok(());
        }
        peer.send(event(number)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(drain(&mut subscription).await, 5);
    assert!(is_silent(&mut subscription, HOUR).await);
    assert_eq!((server.connections(), server.open()), (6, 1));
    subscription.close().await;
    sleep(HOUR).await;
    assert_eq!((server.connections(), server.open()), (6, 0));
}

#[tokio::test(start_paused = true)]
async fn a_subscription_is_closed_during_its_backoff_and_never_connects_again() {
    let server = Server::start(|incoming| async { incoming.refuse(503, "").await });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    for _ in 0..3 {
        assert!(subscription.next().await.unwrap().is_err());
    }
    subscription.close().await;
    sleep(HOUR).await;
    assert_eq!((server.connections(), server.open()), (3, 0));
}
