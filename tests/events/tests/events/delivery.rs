//! Events from the server to the consumer.

use genauth_event_tests::{Server, TOKEN, admin, event, user};

use crate::support::{number, until};

#[tokio::test]
async fn events_arrive_in_order_and_a_drop_closes_the_connection() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        for number in 0..3 {
            peer.send(event(number)).await;
        }
        assert_eq!(peer.until_closed().await, Some(1000));
        Ok(())
    });
    let server = server.await.expect("a free port");
    let mut subscription =
        user(&server.host()).unwrap().events().subscribe("custom_test.n").start().unwrap();
    for expected in 0..3 {
        assert_eq!(number(&mut subscription).await, expected);
    }
    drop(subscription);
    assert!(until(|| server.open() == 0).await);
    assert_eq!(server.connections(), 1);
    let request = &server.requests()[0];
    assert!(request.target.starts_with("/events/v1/authentication/sub?"), "{}", request.target);
    assert_eq!(request.query("token").as_deref(), Some(TOKEN));
    assert_eq!(request.query("code").as_deref(), Some("custom_test.n"));
}

#[tokio::test]
async fn subscriptions_of_a_user_pool_are_signed() {
    let server = Server::start(|incoming| async {
        incoming
            .accept_with(&genauth_event_tests::frame::text(&event(7)))
            .await?
            .until_closed()
            .await;
        Ok(())
    });
    let server = server.await.expect("a free port");
    let admin = admin(&server.host()).unwrap();
    let mut subscription = admin.events().subscribe("custom_test.n").start().unwrap();
    assert_eq!(number(&mut subscription).await, 7);
    subscription.close().await;
    let request = &server.requests()[0];
    assert_eq!(request.target, "/events/v1/management/sub?code=custom_test.n");
    // As the official SDKs sign it.
    let signed = "authing ACCESS_KEY_ID:DNCJnRr2sbJ3+j34NP8/dzKCJy4=";
    assert_eq!(request.header("authorization"), Some(signed));
}
