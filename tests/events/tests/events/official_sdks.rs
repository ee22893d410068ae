//! Faults of the official SDKs that this one must not have.

use std::time::Duration;

use genauth::{Error, EventErrorKind, event::Event};
use genauth_event_tests::{Server, event, user};
use tokio::time::sleep;

use crate::support::{drain, error, is_silent, number, subscription};

const SECOND: Duration = Duration::from_secs(1);

/// The Node SDK gives up after five reconnects in the lifetime of a socket, without an error.
#[tokio::test(start_paused = true)]
async fn reconnects_are_not_limited_in_number() {
    let server = Server::start(|incoming| async {
        let number = incoming.number;
        let mut peer = incoming.accept().await?;
        peer.send(event(number)).await;
        peer.stay(300 * SECOND).await;
        Ok(())
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    for expected in 0..100 {
        assert_eq!(drain(&mut subscription).await, expected);
    }
}

/// The Node SDK ignores a subscription of a code whose socket has failed before.
#[tokio::test(start_paused = true)]
async fn a_code_can_be_subscribed_again_after_its_stream_has_ended() {
    let server = Server::start(|incoming| async {
        if incoming.number == 0 {
            return incoming.refuse(401, "").await;
        }
        let mut peer = incoming.accept().await?;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let client = user(&server.host()).unwrap();
    let mut first = subscription(client.clone());
    assert_eq!(error(&mut first).await, EventErrorKind::Refused);
    assert!(first.next().await.is_none());
    let mut second = subscription(client);
    assert_eq!(number(&mut second).await, 1);
}

/// The Node SDK skips other callbacks when one fails.
#[tokio::test(start_paused = true)]
async fn a_consumer_that_panics_does_not_affect_others() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        for number in 0..2 {
            peer.send(event(number)).await;
            peer.stay(SECOND).await;
        }
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let client = user(&server.host()).unwrap();
    let mut first = subscription(client.clone());
    let mut second = subscription(client);
    let panicked = tokio::spawn(async move {
        number(&mut first).await;
        std::panic::resume_unwind(Box::new("the consumer panics"));
    });
    assert!(panicked.await.is_err());
    assert_eq!(number(&mut second).await, 0);
    assert_eq!(number(&mut second).await, 1);
    assert_eq!(server.open(), 1);
}

/// The Go SDK ends the process if it cannot connect, and calls back in a tight loop after an error.
#[tokio::test(start_paused = true)]
async fn each_failure_is_one_item() {
    let server = Server::start(|incoming| async {
        match incoming.number {
            0 => incoming.refuse(500, "").await,
            1 => Ok(_ = incoming.accept().await?),
            _ => Ok(_ = incoming.accept().await?.until_closed().await),
        }
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(error(&mut subscription).await, EventErrorKind::Upgrade);
    assert_eq!(error(&mut subscription).await, EventErrorKind::Disconnected);
    assert!(matches!(subscription.next().await, Some(Ok(Event::Gap(_)))));
    assert!(is_silent(&mut subscription, 3_600 * SECOND).await);
}

/// The Go SDK sends a pong every 15 seconds, and the Python SDK blocks the caller.
#[tokio::test(start_paused = true)]
async fn starting_returns_at_once_and_nothing_is_sent_but_pings() {
    let (sender, mut received) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::start(move |incoming| {
        let sender = sender.clone();
        async move {
            let mut peer = incoming.accept().await?;
            while let Some(message) = peer.next().await {
                let _ = sender.send(message);
            }
            Ok(())
        }
    });
    let server = server.await.unwrap();
    let subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(server.connections(), 0);
    sleep(301 * SECOND).await;
    let mut pings = 0;
    while let Ok(message) = received.try_recv() {
        assert!(message.is_ping(), "{message:?}");
        pings += 1;
    }
    assert_eq!(pings, 10);
    subscription.close().await;
}

/// The Go SDK subscribes without a token.
#[tokio::test]
async fn a_user_without_a_token_is_an_error_before_a_request() {
    let server = Server::start(|incoming| async { incoming.until_closed().await });
    let server = server.await.unwrap();
    let client = user(&server.host()).unwrap().with_access_token(None::<String>);
    let started = client.events().subscribe("custom_test.n").start();
    assert!(matches!(started, Err(Error::Credential(_))), "{started:?}");
    assert_eq!(server.connections(), 0);
}
