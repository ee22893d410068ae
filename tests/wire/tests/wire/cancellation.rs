//! A call can be dropped at any point: it is canceled, and the client remains usable.

use std::{
    future::{Future, IntoFuture as _, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

use genauth::management::ListUsersRequestDto;
use genauth::{AuthenticationClient, Error, Middleware, MiddlewareFuture, Outgoing};
use serde_json::json;
use support::raw::{Act, RawServer, announced};
use support::{APP_ID, Reply, Server, clients, responding, until};

/// Polls a future up to this number of times; returns its output, or `None` if it was dropped
/// before.
async fn polled<T>(future: impl Future<Output = T>, times: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|context| {
        if polls == times {
            return Poll::Ready(None);
        }
        polls += 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Delays every attempt briefly, which adds another point to cancel at.
struct Moment;

impl Middleware for Moment {
    fn before_send<'a>(&'a self, _: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        Box::pin(async {
            tokio::task::yield_now().await;
            Ok(())
        })
    }
}

#[tokio::test]
async fn calls_can_be_dropped_at_every_await() {
    let page = json!({"totalCount": 0, "list": []});
    let server = responding(Reply::data(&page)).await.unwrap();
    let mut finished = 0;
    for times in 0..30 {
        // A new client, so that the first call also waits for a token and a connection.
        let (id, secret) = support::ACCESS_KEY;
        let admin = genauth::ManagementClient::builder(id, secret).host(server.host());
        let admin = admin.middleware(Moment).build().unwrap();
        let call = admin.list_users(ListUsersRequestDto::new());
        let outcome = polled(call.into_future(), times).await;
        finished += usize::from(outcome.is_some_and(|outcome: Result<_, Error>| outcome.is_ok()));
        admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    }
    assert!((1..30).contains(&finished), "{finished} calls were polled to their end");
}

#[tokio::test]
async fn calls_can_be_dropped_during_backoff() {
    let server = responding(Reply::new(503, "").header("retry-after", "20")).await.unwrap();
    let user = clients(&server).unwrap().user;
    let call = tokio::time::timeout(
        Duration::from_millis(300),
        user.list_enrolled_factors().into_future(),
    );
    assert!(call.await.is_err());
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn a_dropped_call_closes_its_connection() {
    for start in [Vec::new(), announced(1_000, "{")] {
        let server = RawServer::start(move |_| Act::Stall(start.clone())).await.unwrap();
        let app = AuthenticationClient::builder(APP_ID, server.host())
            .build()
            .unwrap()
            .with_access_token("USER_ACCESS_TOKEN");
        for _ in 0..5 {
            let before = server.requests();
            let call = app.list_enrolled_factors();
            let call = tokio::spawn(call.into_future());
            assert!(until(|| server.requests() > before).await, "it does not happen");
            assert_eq!(server.open(), 1);
            call.abort();
            assert!(until(|| server.open() == 0).await, "it does not happen");
        }
        assert_eq!(server.connections(), 5);
    }
}

#[tokio::test]
async fn a_timed_out_call_closes_its_connection() {
    let server = RawServer::start(|_| Act::Stall(Vec::new())).await.unwrap();
    let app = AuthenticationClient::builder(APP_ID, server.host())
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    let call = app.list_enrolled_factors().timeout(Duration::from_millis(100));
    call.await.unwrap_err();
    assert!(until(|| server.open() == 0).await, "it does not happen");
}

#[tokio::test]
async fn an_unpolled_call_sends_nothing() {
    let server = Server::start(|_| Reply::data(&json!([]))).await.unwrap();
    let user = clients(&server).unwrap().user;
    drop(user.list_enrolled_factors());
    drop(user.list_enrolled_factors().send());
    drop(user.list_enrolled_factors().into_future());
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.connections(), 0);
}
