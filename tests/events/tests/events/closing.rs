//! Ends of subscriptions (E7).

use std::time::Duration;

use genauth::{Error, EventErrorKind, event::Subscription};
use genauth_event_tests::{Server, event, user};
use tokio::{
    runtime::Runtime,
    time::{Instant, sleep},
};

use crate::support::{error, number, subscription, until};

const SECOND: Duration = Duration::from_secs(1);

/// A server that sends one event to each connection.
async fn server() -> Server {
    let server = Server::start(|incoming| async {
        let number = incoming.number;
        let mut peer = incoming.accept().await?;
        peer.send(event(number)).await;
        Ok(_ = peer.until_closed().await)
    });
    server.await.unwrap()
}

/// A way to end a subscription.
async fn end(subscription: Subscription, way: usize) {
    match way {
        0 => subscription.close().await,
        1 => drop(subscription),
        _ => {
            // As a branch of a `select!` that loses.
            let mut subscription = subscription;
            tokio::select! {
                biased;
                () = std::future::ready(()) => {}
                _ = subscription.next() => {}
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn e7_a_connected_subscription_ends_at_once() {
    for way in 0..3 {
        let server = server().await;
        let mut subscription = subscription(user(&server.host()).unwrap());
        assert_eq!(number(&mut subscription).await, 0);
        let start = Instant::now();
        end(subscription, way).await;
        assert!(until(|| server.open() == 0).await);
        assert!(start.elapsed() < SECOND);
        assert_ended(&server, 1).await;
    }
}

#[tokio::test(start_paused = true)]
async fn e7_a_connecting_subscription_ends_at_once() {
    for way in 0..3 {
        let server = Server::start(|incoming| async { incoming.until_closed().await });
        let server = server.await.unwrap();
        let subscription = subscription(user(&server.host()).unwrap());
        assert!(until(|| server.open() == 1).await);
        let start = Instant::now();
        end(subscription, way).await;
        assert!(until(|| server.open() == 0).await);
        assert!(start.elapsed() < SECOND);
        assert_ended(&server, 1).await;
    }
}

#[tokio::test(start_paused = true)]
async fn e7_a_subscription_in_backoff_ends_at_once() {
    for way in 0..3 {
        let server = Server::start(|incoming| async { incoming.refuse(503, "").await });
        let server = server.await.unwrap();
        let events = user(&server.host()).unwrap().events();
        let builder = events.subscribe("custom_test.n").backoff(3_600 * SECOND, 3_600 * SECOND);
        let mut subscription = builder.start().unwrap();
        assert_eq!(error(&mut subscription).await, EventErrorKind::Upgrade);
        let start = Instant::now();
        end(subscription, way).await;
        assert!(until(|| server.open() == 0).await);
        assert!(start.elapsed() < SECOND);
        assert_ended(&server, 1).await;
    }
}

#[tokio::test(start_paused = true)]
async fn e7_a_subscription_that_waits_for_its_consumer_ends_at_once() {
    for way in 0..2 {
        let server = Server::start(|incoming| async {
            let mut peer = incoming.accept().await?;
            for number in 0..10 {
                peer.send(event(number)).await;
            }
            Ok(_ = peer.until_closed().await)
        });
        let server = server.await.unwrap();
        let events = user(&server.host()).unwrap().events();
        let subscription = events.subscribe("custom_test.n").buffer(1).start().unwrap();
        sleep(SECOND).await;
        let start = Instant::now();
        end(subscription, way).await;
        assert!(until(|| server.open() == 0).await);
        assert!(start.elapsed() < SECOND);
    }
}

/// Asserts that there are no further connections and no tasks.
async fn assert_ended(server: &Server, connections: usize) {
    sleep(24 * 3_600 * SECOND).await;
    assert_eq!((server.connections(), server.open()), (connections, 0));
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    // The server's own.
    assert_eq!(tasks, 1, "{tasks}");
}

#[tokio::test]
async fn e7_1000_cycles_leave_no_connection() {
    let server = server().await;
    let client = user(&server.host()).unwrap();
    for cycle in 0..1_000 {
        let mut subscription = subscription(client.clone());
        match cycle % 3 {
            // Before, while and after it connects.
            0 => {}
            1 => tokio::task::yield_now().await,
            _ => _ = number(&mut subscription).await,
        }
        end(subscription, cycle % 2).await;
    }
    assert!(until(|| server.open() == 0).await, "{} open", server.open());
    assert!(server.connections() <= 1_000);
}

#[test]
fn e7_a_runtime_that_shuts_down_ends_the_stream() {
    let servers = Runtime::new().unwrap();
    let server = servers.block_on(server());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut subscription = runtime.block_on(async {
        let mut subscription = subscription(user(&server.host()).unwrap());
        assert_eq!(number(&mut subscription).await, 0);
        subscription
    });
    drop(runtime);
    servers.block_on(async {
        assert!(until(|| server.open() == 0).await);
        match subscription.next().await {
            Some(Err(Error::Event(error))) => assert_eq!(error.kind(), EventErrorKind::Runtime),
            other => panic!("{other:?}"),
        }
        assert!(subscription.next().await.is_none());
        subscription.close().await;
    });
}

#[test]
fn a_subscription_outside_of_a_runtime_does_not_start() {
    let client = user("http://127.0.0.1:1").unwrap();
    match client.events().subscribe("custom_test.n").start() {
        Err(Error::Event(error)) => assert_eq!(error.kind(), EventErrorKind::Runtime),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn subscriptions_outlive_their_client() {
    let server = server().await;
    let mut subscription = {
        let client = user(&server.host()).unwrap();
        subscription(client)
    };
    assert_eq!(number(&mut subscription).await, 0);
    assert_eq!(server.open(), 1);
}
