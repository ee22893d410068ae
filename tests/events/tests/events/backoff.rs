//! Pauses between attempts to connect (E2).

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use genauth_event_tests::{Server, event, user};
use tokio::time::Instant;

use crate::support::{drain, number, subscription, until};

const SECOND: Duration = Duration::from_secs(1);

/// The instants of connections, as a server sees them.
type Times = Arc<Mutex<Vec<Instant>>>;

fn pauses(times: &Times) -> Vec<Duration> {
    times.lock().unwrap().windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[tokio::test(start_paused = true)]
async fn e2_the_backoff_starts_again_after_a_healthy_connection() {
    // The pause after a healthy connection is compared with the first window, often enough that a
    // larger one would show.
    for _ in 0..20 {
        let times = Times::default();
        let seen = Arc::clone(&times);
        let server = Server::start(move |incoming| {
            seen.lock().unwrap().push(Instant::now());
            async {
                match incoming.number {
                    0..6 => incoming.refuse(503, "").await,
                    6 => {
                        let mut peer = incoming.accept().await?;
                        peer.stay(600 * SECOND).await;
                        peer.close(1001).await;
                        Ok(())
                    }
                    _ => {
                        let mut peer = incoming.accept().await?;
                        peer.send(event(7)).await;
                        Ok(_ = peer.until_closed().await)
                    }
                }
            }
        });
        let server = server.await.unwrap();
        let mut subscription = subscription(user(&server.host()).unwrap());
        drain(&mut subscription).await;
        let after = pauses(&times)[6] - 600 * SECOND;
        assert!(after <= SECOND + Duration::from_millis(20), "{after:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn e2_an_accepted_upgrade_alone_does_not_reset_the_backoff() {
    let times = Times::default();
    let seen = Arc::clone(&times);
    let server = Server::start(move |incoming| {
        seen.lock().unwrap().push(Instant::now());
        async {
            let (number, mut peer) = (incoming.number, incoming.accept().await?);
            if number < 200 {
                peer.close(1011).await;
                return Ok(());
            }
            peer.send(event(7)).await;
            Ok(_ = peer.until_closed().await)
        }
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    drain(&mut subscription).await;
    let pauses = pauses(&times);
    for (attempt, pause) in pauses.iter().enumerate() {
        let window = (SECOND * (1 << attempt.min(6))).min(60 * SECOND);
        assert!(*pause <= window + Duration::from_millis(20), "{attempt}: {pause:?}");
    }
    // Full jitter up to the maximum: half of it on average.
    let late: Duration = pauses[6..].iter().sum();
    let average = late / (pauses.len() as u32 - 6);
    assert!((22 * SECOND..38 * SECOND).contains(&average), "{average:?}");
}

#[tokio::test(start_paused = true)]
async fn e2_1000_clients_that_lose_their_connection_at_once_return_one_by_one() {
    const CLIENTS: usize = 1_000;

    let (signal, _) = tokio::sync::broadcast::channel::<()>(1);
    let times = Times::default();
    let (seen, lost) = (Arc::clone(&times), signal.clone());
    let server = Server::start(move |incoming| {
        let mut lost = lost.subscribe();
        let is_first = incoming.number < CLIENTS;
        if !is_first {
            seen.lock().unwrap().push(Instant::now());
        }
        async move {
            let mut peer = incoming.accept().await?;
            peer.send(event(1)).await;
            if is_first {
                let _ = lost.recv().await;
                return Ok(());
            }
            Ok(_ = peer.until_closed().await)
        }
    });
    let server = server.await.unwrap();
    let events = user(&server.host()).unwrap().events();
    let mut subscriptions = Vec::new();
    for _ in 0..CLIENTS {
        let builder = events.subscribe("custom_test.n").backoff(2 * SECOND, 60 * SECOND);
        let mut subscription = builder.start().unwrap();
        assert_eq!(number(&mut subscription).await, 1);
        subscriptions.push(subscription);
    }
    let start = Instant::now();
    signal.send(()).unwrap();
    assert!(until(|| times.lock().unwrap().len() == CLIENTS).await);
    let mut buckets = [0; 21];
    for time in times.lock().unwrap().iter() {
        buckets[(time.duration_since(start).as_millis() / 100) as usize] += 1;
    }
    assert!(buckets.iter().all(|count| *count <= CLIENTS / 10), "{buckets:?}");
    assert!(buckets[..20].iter().all(|count| *count > 0), "{buckets:?}");
}

#[tokio::test(start_paused = true)]
async fn a_pause_requested_by_the_server_is_kept() {
    let times = Times::default();
    let seen = Arc::clone(&times);
    let server = Server::start(move |incoming| {
        seen.lock().unwrap().push(Instant::now());
        async {
            if incoming.number == 0 {
                return incoming.refuse(429, "retry-after: 300").await;
            }
            let mut peer = incoming.accept().await?;
            peer.send(event(1)).await;
            Ok(_ = peer.until_closed().await)
        }
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    match subscription.next().await {
        Some(Err(error)) => {
            assert_eq!(error.retry_after(), Some(300 * SECOND));
            assert!(error.is_retryable(), "{error:?}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(number(&mut subscription).await, 1);
    let pause = pauses(&times)[0];
    assert!((300 * SECOND..302 * SECOND).contains(&pause), "{pause:?}");
}
