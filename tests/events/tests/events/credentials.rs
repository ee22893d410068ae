//! Credentials that the server refuses (E3).

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use genauth::{AuthenticationClient, Error, EventErrorKind, ManagementClient};
use genauth_event_tests::{Server, TOKEN, admin, event, user};
use tokio::time::sleep;

use crate::session::Sessions;
use crate::support::{drain, error, is_silent, number, subscription};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3_600);

/// A server that accepts only this token.
async fn server_for(token: &'static str) -> Server {
    let server = Server::start(move |incoming| async move {
        if incoming.request.query("token").as_deref() != Some(token) {
            return incoming.refuse(401, "").await;
        }
        let mut peer = incoming.accept().await?;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    server.await.unwrap()
}

fn tokens(server: &Server) -> Vec<String> {
    server.requests().iter().filter_map(|request| request.query("token")).collect()
}

#[tokio::test(start_paused = true)]
async fn e3_a_refused_session_is_refreshed_once() {
    let server = server_for("ACCESS_1").await;
    let sessions = Sessions::start().await;
    let mut subscription = subscription(sessions.client(&server.host()).await);
    assert_eq!(number(&mut subscription).await, 1);
    assert_eq!(tokens(&server), ["ACCESS_0", "ACCESS_1"]);
}

#[tokio::test(start_paused = true)]
async fn e3_a_session_whose_new_token_is_refused_ends_the_stream() {
    let server = server_for("none").await;
    let sessions = Sessions::start().await;
    let mut subscription = subscription(sessions.client(&server.host()).await);
    match subscription.next().await {
        Some(Err(Error::Event(error))) => {
            assert_eq!(error.kind(), EventErrorKind::Refused);
            assert_eq!(error.http_status().map(|it| it.as_u16()), Some(401));
            assert!(error.to_string().contains("HTTP 401"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    assert!(subscription.next().await.is_none());
    sleep(HOUR).await;
    assert!(subscription.next().await.is_none());
    assert_eq!(tokens(&server), ["ACCESS_0", "ACCESS_1"]);
}

#[tokio::test(start_paused = true)]
async fn e3_a_fixed_token_is_sent_once() {
    for status in [401, 403] {
        let server =
            Server::start(move |incoming| async move { incoming.refuse(status, "").await });
        let server = server.await.unwrap();
        let mut of_user = subscription(user(&server.host()).unwrap());
        assert_eq!(error(&mut of_user).await, EventErrorKind::Refused);
        assert!(of_user.next().await.is_none());
        let admin = admin(&server.host()).unwrap();
        let mut of_pool = admin.events().subscribe("custom_test.n").start().unwrap();
        assert_eq!(error(&mut of_pool).await, EventErrorKind::Refused);
        assert!(of_pool.next().await.is_none());
        sleep(HOUR).await;
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn e3_the_credential_is_asked_at_each_connection() {
    let accepted = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let accepted = Arc::clone(&accepted);
        move |incoming| {
            let expected = format!("ACCESS_{}", accepted.load(Ordering::SeqCst));
            let accepted = Arc::clone(&accepted);
            async move {
                if incoming.request.query("token") != Some(expected) {
                    return incoming.refuse(401, "").await;
                }
                let mut peer = incoming.accept().await?;
                peer.send(event(accepted.fetch_add(1, Ordering::SeqCst))).await;
                peer.stay(1_000 * SECOND).await;
                Ok(())
            }
        }
    });
    let server = server.await.unwrap();
    let sessions = Sessions::start().await;
    let mut subscription = subscription(sessions.client(&server.host()).await);
    for expected in 0..10 {
        assert_eq!(drain(&mut subscription).await, expected);
    }
    let tokens = tokens(&server);
    // One refusal before each new token, except for the first.
    assert_eq!(tokens.len(), 19, "{tokens:?}");
}

#[tokio::test(start_paused = true)]
async fn a_session_that_has_ended_ends_the_stream() {
    let server = server_for("ACCESS_9").await;
    let sessions = Sessions::start().await;
    let client = sessions.client(&server.host()).await;
    sessions.end();
    let mut subscription = subscription(client);
    match subscription.next().await {
        Some(Err(Error::Oidc(error))) => {
            assert_eq!(error.kind(), genauth::OidcErrorKind::SessionEnded);
        }
        other => panic!("{other:?}"),
    }
    assert!(subscription.next().await.is_none());
    assert_eq!(tokens(&server), ["ACCESS_0"]);
}

#[tokio::test(start_paused = true)]
async fn an_unavailable_provider_does_not_end_the_stream() {
    let server = server_for("ACCESS_1").await;
    let sessions = Sessions::start().await;
    sessions.fail(true);
    let mut subscription = subscription(sessions.client(&server.host()).await);
    let first = subscription.next().await;
    assert!(matches!(&first, Some(Err(error)) if error.is_retryable()), "{first:?}");
    sessions.fail(false);
    assert_eq!(drain(&mut subscription).await, 1);
    assert!(is_silent(&mut subscription, HOUR).await);
}

#[tokio::test]
async fn subscriptions_without_a_credential_do_not_start() {
    let app =
        AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build().unwrap();
    let token = genauth::ManagementToken::new("MANAGEMENT_TOKEN");
    let admin = ManagementClient::with_token_provider(token).build().unwrap();
    let empty = app.with_access_token(" ");
    for events in [app.events(), empty.events(), admin.events()] {
        match events.subscribe("authing.user.login").start() {
            Err(Error::Credential(error)) => {
                assert!(error.to_string().contains("events of a user"), "{error}");
            }
            other => panic!("{other:?}"),
        }
    }
    let events = app.with_access_token(TOKEN).events();
    for code in ["", " "] {
        assert!(matches!(events.subscribe(code).start(), Err(Error::Event(_))));
    }
}
