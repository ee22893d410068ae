//! What the tests have in common.

use std::time::Duration;

use genauth::{
    AuthenticationClient, Error, EventErrorKind,
    event::{Event, Gap, Subscription},
};
use tokio::time::timeout;

/// Subscribes with the default options.
pub fn subscription(client: AuthenticationClient) -> Subscription {
    client.events().subscribe("custom_test.n").start().expect("the client has a token")
}

/// Returns the next event, which has a number as its data.
pub async fn number(subscription: &mut Subscription) -> u64 {
    match subscription.next().await {
        Some(Ok(Event::Custom(event))) => event.data().as_u64().expect("the data is a number"),
        other => panic!("not an event: {other:?}"),
    }
}

/// Returns the kind of the next item, which is an error.
pub async fn error(subscription: &mut Subscription) -> EventErrorKind {
    match subscription.next().await {
        Some(Err(Error::Event(error))) => error.kind(),
        other => panic!("not an error: {other:?}"),
    }
}

/// Returns the next gap, after any number of errors.
pub async fn gap(subscription: &mut Subscription) -> Gap {
    loop {
        match subscription.next().await {
            Some(Ok(Event::Gap(gap))) => return gap,
            Some(Err(Error::Event(error))) if error.kind() != EventErrorKind::Refused => {}
            other => panic!("not a gap: {other:?}"),
        }
    }
}

/// Skips gaps and errors until the next event, and returns its number.
pub async fn drain(subscription: &mut Subscription) -> u64 {
    loop {
        match subscription.next().await {
            Some(Ok(Event::Custom(event))) => return event.data().as_u64().unwrap_or_default(),
            Some(_) => {}
            None => panic!("the subscription has ended"),
        }
    }
}

/// Returns whether nothing arrives for a time.
pub async fn is_silent(subscription: &mut Subscription, time: Duration) -> bool {
    timeout(time, subscription.next()).await.is_err()
}

/// Waits until a condition holds, for a minute at most, and returns whether it did.
pub async fn until(done: impl Fn() -> bool) -> bool {
    for _ in 0..12_000 {
        if done() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    false
}
