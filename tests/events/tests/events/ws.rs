//! Events of a server that is not part of this project: `ws` of npm.

use std::time::Duration;

use genauth::{
    Error, EventErrorKind,
    event::{Event, Overflow, Subscription},
};
use genauth_event_tests::{WsServer, admin, user};
use tokio::time::sleep;

const MILLISECOND: Duration = Duration::from_millis(1);

fn subscribed(server: &WsServer) -> Subscription {
    let builder = admin(server.host()).unwrap().events().subscribe("custom_test.n");
    builder.backoff(10 * MILLISECOND, 100 * MILLISECOND).start().unwrap()
}

async fn connected(server: &WsServer, open: u64) {
    for _ in 0..1_000 {
        if server.connections().await.0 == open {
            return;
        }
        sleep(5 * MILLISECOND).await;
    }
    panic!("no connection");
}

async fn number(subscription: &mut Subscription) -> u64 {
    loop {
        match subscription.next().await {
            Some(Ok(Event::Custom(event))) => return event.data()["number"].as_u64().unwrap(),
            Some(Ok(Event::Gap(_)) | Err(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn one_hundred_thousand_events_of_ws_arrive_in_order() {
    let Some(server) = WsServer::start(0).await else { return };
    let mut subscription = subscribed(&server);
    connected(&server, 1).await;
    let received = async {
        for expected in 0..100_000 {
            assert_eq!(number(&mut subscription).await, expected);
        }
    };
    tokio::join!(server.send(0, 100_000), received);
    subscription.close().await;
    connected(&server, 0).await;
}

#[tokio::test]
async fn ws_keeps_connections_that_answer_its_pings() {
    let Some(server) = WsServer::start(20).await else { return };
    let events = user(server.host()).unwrap().events();
    let builder = events.subscribe("custom_test.n").buffer(10).overflow(Overflow::DropOldest);
    let mut subscription = builder.start().unwrap();
    connected(&server, 1).await;
    server.send(0, 1_000).await;
    // Many times the three pongs that the server waits for.
    sleep(500 * MILLISECOND).await;
    assert_eq!(server.connections().await, (1, 1));
    match subscription.next().await {
        Some(Ok(Event::Dropped(dropped))) => assert_eq!(dropped.count(), 990),
        other => panic!("{other:?}"),
    }
    assert_eq!(number(&mut subscription).await, 990);
}

#[tokio::test]
async fn connections_that_ws_ends_are_established_again() {
    let Some(server) = WsServer::start(0).await else { return };
    let mut subscription = subscribed(&server);
    for round in 0..20 {
        connected(&server, 1).await;
        server.send(round, round + 1).await;
        assert_eq!(number(&mut subscription).await, round);
        match round % 2 {
            0 => server.drop_connections().await,
            _ => server.close_connections(1001).await,
        }
        let mut gap = false;
        while !gap {
            match subscription.next().await {
                Some(Ok(Event::Gap(_))) => gap = true,
                Some(Err(Error::Event(error))) => {
                    assert_eq!(error.kind(), EventErrorKind::Disconnected, "{error}");
                }
                other => panic!("{other:?}"),
            }
        }
    }
    subscription.close().await;
    connected(&server, 0).await;
    assert_eq!(server.connections().await, (0, 21));
}

#[tokio::test]
async fn ws_refuses_a_wrong_signature() {
    let Some(server) = WsServer::start(0).await else { return };
    let brand = genauth::Brand::DEFAULT.with_scheme("other");
    let admin = genauth::ManagementClient::builder("ACCESS_KEY_ID", "test-secret").brand(brand);
    let admin = admin.host(server.host()).build().unwrap();
    let mut subscription = admin.events().subscribe("custom_test.n").start().unwrap();
    match subscription.next().await {
        Some(Err(Error::Event(error))) => assert_eq!(error.kind(), EventErrorKind::Refused),
        other => panic!("{other:?}"),
    }
    assert!(subscription.next().await.is_none());
}
