//! Bytes around the response to the upgrade (E5).

use genauth_event_tests::{Server, event, frame, user};
use tokio::io::AsyncWriteExt as _;

use crate::support::{number, subscription};

#[tokio::test]
async fn e5_events_in_the_segment_of_the_response_are_delivered() {
    let server = Server::start(|incoming| async {
        let frames = match incoming.number % 3 {
            0 => frame::text(&event(0)),
            1 => [frame::text(&event(0)), frame::text(&event(1))].concat(),
            // Half a frame.
            _ => frame::text(&event(0))[..10].to_vec(),
        };
        let kind = incoming.number % 3;
        let mut peer = incoming.accept_with(&frames).await?;
        match kind {
            0 => _ = peer.send(event(1)).await,
            1 => {}
            _ => {
                peer.write(&frame::text(&event(0))[10..]).await;
                peer.send(event(1)).await;
            }
        }
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let client = user(&server.host()).unwrap();
    for _ in 0..1_000 {
        let mut subscription = subscription(client.clone());
        assert_eq!(number(&mut subscription).await, 0);
        assert_eq!(number(&mut subscription).await, 1);
    }
}

#[tokio::test]
async fn e5_a_response_cut_at_any_byte_loses_nothing() {
    let server = Server::start(|mut incoming| async move {
        let bytes = [incoming.acceptance().as_bytes(), &frame::text(&event(0))].concat();
        let cut = incoming.number % bytes.len();
        incoming.stream.set_nodelay(true)?;
        incoming.stream.write_all(&bytes[..cut]).await?;
        tokio::task::yield_now().await;
        incoming.stream.write_all(&bytes[cut..]).await?;
        incoming.until_closed().await
    });
    let server = server.await.unwrap();
    let client = user(&server.host()).unwrap();
    for _ in 0..200 {
        assert_eq!(number(&mut subscription(client.clone())).await, 0);
    }
}
