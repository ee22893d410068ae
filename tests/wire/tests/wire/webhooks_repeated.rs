//! Webhook requests that are sent again.

use std::sync::atomic::{AtomicUsize, Ordering};

use genauth::webhook::{HandledDeliveries, Handling};
use http::HeaderValue;

use crate::webhooks::{LOGIN, read, webhook, with_type};

#[test]
fn w7_the_key_is_that_of_the_event() {
    let key = |body: &str| read(body).unwrap().idempotency_key().to_owned();
    let same = [
        r#"{"eventName":"user:created","data":{"id":"u1","name":"A","n":1.0}}"#,
        r#"{ "data": { "n": 1.0, "name": "\u0041", "id": "u1" }, "eventName": "user:created" }"#,
    ];
    assert_eq!(key(same[0]), key(same[1]));
    assert_eq!(key(same[0]).len(), 64);
    let others = [
        r#"{"eventName":"user:updated","data":{"id":"u1","name":"A","n":1.0}}"#,
        r#"{"eventName":"user:created","data":{"id":"u2","name":"A","n":1.0}}"#,
        r#"{"eventName":"user:created","data":{"id":"u1","name":"A"}}"#,
        r#"{"eventName":"user:created","data":{"id":"u1","name":"A","n":[1.0]}}"#,
        r#"{"data":{"id":"u1","name":"A","n":1.0}}"#,
    ];
    for other in others {
        assert_ne!(key(same[0]), key(other), "{other}");
    }
    let mut sent = with_type("application/json");
    sent.insert("x-authing-userpool-id", HeaderValue::from_static("pool1"));
    let in_pool = webhook().verify(&sent, same[0].as_bytes()).unwrap();
    assert_ne!(in_pool.idempotency_key(), key(same[0]));
}

#[tokio::test]
async fn w7_a_failed_handler_leaves_the_key_unused() {
    let (handled, delivery) = (HandledDeliveries::new(), read(LOGIN).unwrap());
    assert_eq!(handled.handle(&delivery, || async { Err::<(), _>("down") }).await, Err("down"));
    let canceled = handled.handle(&delivery, std::future::pending::<Result<(), &str>>);
    drop(tokio::time::timeout(std::time::Duration::from_millis(1), canceled).await);
    let again = || async { Ok::<_, &str>(1) };
    assert_eq!(handled.handle(&delivery, again).await, Ok(Handling::Handled(1)));
    assert_eq!(handled.handle(&delivery, again).await, Ok(Handling::Repeated));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w7_of_two_concurrent_handlers_one_runs() {
    let (handled, runs) = (HandledDeliveries::new(), AtomicUsize::new(0));
    let delivery = read(LOGIN).unwrap();
    let handler = || async {
        runs.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        Ok::<_, ()>(())
    };
    let (one, two) =
        tokio::join!(handled.handle(&delivery, handler), handled.handle(&delivery, handler));
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    assert_ne!(one, two);
}

#[tokio::test(start_paused = true)]
async fn w7_keys_are_forgotten_after_a_day_and_bounded() {
    let handled = HandledDeliveries::new();
    let handle = async |body: &str| {
        handled.handle(&read(body).unwrap(), || async { Ok::<_, ()>(()) }).await.unwrap()
    };
    assert_eq!(handle(LOGIN).await, Handling::Handled(()));
    for n in 0..12_000 {
        tokio::time::advance(std::time::Duration::from_millis(1)).await;
        handle(&format!(r#"{{"eventName":"x","data":{n}}}"#)).await;
    }
    let shown = format!("{handled:?}");
    let count: usize = shown.rsplit(' ').nth(1).unwrap().parse().unwrap();
    assert!(count <= 10_000, "{shown}");
    let last = r#"{"eventName":"x","data":11999}"#;
    assert_eq!(handle(last).await, Handling::Repeated);
    tokio::time::advance(std::time::Duration::from_secs(24 * 60 * 60)).await;
    assert_eq!(handle(last).await, Handling::Handled(()));
}
