//! Credentials of several subscriptions, and of servers and providers that stall.

use std::time::{Duration, SystemTime};

use genauth::{Error, EventErrorKind as Kind};
use genauth_event_tests::{Server, event, user};
use tokio::time::{Instant, sleep};

use crate::session::Sessions;
use crate::support::{drain, error, is_silent, number, subscription};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3_600);

fn tokens(server: &Server) -> Vec<String> {
    server.requests().iter().filter_map(|request| request.query("token")).collect()
}

#[tokio::test(start_paused = true)]
async fn subscriptions_of_one_session_share_a_refresh() {
    let server = Server::start(|incoming| async move {
        if incoming.request.query("token").as_deref() != Some("ACCESS_1") {
            return incoming.refuse(403, "").await;
        }
        let mut peer = incoming.accept().await?;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let sessions = Sessions::start().await;
    let client = sessions.client(&server.host()).await;
    let mut all: Vec<_> = (0..10).map(|_| subscription(client.clone())).collect();
    for subscription in &mut all {
        assert_eq!(number(subscription).await, 1);
    }
    let refused = tokens(&server).iter().filter(|token| *token == "ACCESS_0").count();
    assert_eq!((tokens(&server).len(), refused), (20, 10));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_after_hours_is_refreshed() {
    let server = Server::start(|incoming| async move {
        let expected = if incoming.number == 0 { "ACCESS_0" } else { "ACCESS_1" };
        if incoming.request.query("token").as_deref() != Some(expected) {
            return incoming.refuse(401, "www-authenticate: Bearer").await;
        }
        let number = incoming.number;
        let mut peer = incoming.accept().await?;
        peer.send(event(number)).await;
        if number == 0 {
            peer.stay(5 * HOUR).await;
            return Ok(_ = peer.close(1008).await);
        }
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let sessions = Sessions::start().await;
    let mut subscription = subscription(sessions.client(&server.host()).await);
    assert_eq!(number(&mut subscription).await, 0);
    assert_eq!(drain(&mut subscription).await, 2);
    assert!(is_silent(&mut subscription, HOUR).await);
    assert_eq!(tokens(&server), ["ACCESS_0", "ACCESS_0", "ACCESS_1"]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_healthy_hours_ends_a_fixed_token() {
    let server = Server::start(|incoming| async move {
        if incoming.number > 0 {
            return incoming.refuse(403, "retry-after: 1").await;
        }
        let mut peer = incoming.accept().await?;
        peer.stay(5 * HOUR).await;
        Ok(_ = peer.close(4401).await)
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(error(&mut subscription).await, Kind::Disconnected);
    assert_eq!(error(&mut subscription).await, Kind::Refused);
    assert!(subscription.next().await.is_none());
    sleep(HOUR).await;
    assert_eq!(server.connections(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_stalls_ends_at_the_connect_deadline() {
    let server = Server::start(|incoming| async { incoming.refuse(401, "").await });
    let server = server.await.unwrap();
    let sessions = Sessions::start().await;
    sessions.stall();
    let mut subscription = subscription(sessions.client(&server.host()).await);
    let start = Instant::now();
    assert_eq!(error(&mut subscription).await, Kind::ConnectTimeout);
    assert_eq!(start.elapsed().as_secs(), 15);
    let start = Instant::now();
    subscription.close().await;
    assert!(start.elapsed() < SECOND);
}

#[tokio::test(start_paused = true)]
async fn pauses_requested_by_the_server_are_read_in_each_form() {
    let in_two_minutes = httpdate::fmt_http_date(SystemTime::now() + 120 * SECOND);
    for (status, header, expected) in [
        (503, "retry-after: 30".to_owned(), 30..32),
        (429, format!("retry-after: {in_two_minutes}"), 110..123),
        (503, "retry-after: Wed, 21 Oct 2015 07:28:00 GMT".to_owned(), 0..2),
        (503, "retry-after: 99999999999999999999".to_owned(), 0..2),
        (503, "retry-after: 4000000000".to_owned(), 3_600..3_602),
        (503, "retry-after: -5".to_owned(), 0..2),
        (429, "retry-after: soon".to_owned(), 0..2),
    ] {
        let shown = header.clone();
        let server = Server::start(move |incoming| {
            let header = header.clone();
            async move {
                if incoming.number == 0 {
                    return incoming.refuse(status, &header).await;
                }
                let mut peer = incoming.accept().await?;
                peer.send(event(1)).await;
                Ok(_ = peer.until_closed().await)
            }
        });
        let server = server.await.unwrap();
        let mut subscription = subscription(user(&server.host()).unwrap());
        match subscription.next().await {
            Some(Err(Error::Event(error))) => assert_eq!(error.kind(), Kind::Upgrade, "{shown}"),
            other => panic!("{other:?}"),
        }
        let start = Instant::now();
        assert_eq!(number(&mut subscription).await, 1);
        assert!(expected.contains(&start.elapsed().as_secs()), "{shown}: {:?}", start.elapsed());
    }
}
