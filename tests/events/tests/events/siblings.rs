//! Situations of the same kinds as those of other modules: responses, frames, buffers and runtimes.

use std::time::Duration;

use genauth::{
    Error, EventErrorKind as Kind,
    event::{Event, Overflow, Subscription},
};
use genauth_event_tests::{
    Server, event,
    frame::{self, frame},
    user,
};
use tokio::{io::AsyncWriteExt as _, runtime, time::sleep};

use crate::support::{drain, error, number, subscription, until};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn upgrades_with_odd_heads_are_read_or_refused() {
    let server = Server::start(|mut incoming| async move {
        let accepted = incoming.acceptance();
        let many = |count| "x-filler: abcdefgh\r\n".repeat(count);
        let with = |headers: &str| accepted.replace("\r\n\r\n", &format!("\r\n{headers}\r\n"));
        let event = frame::text(&event(7));
        let response = match incoming.number {
            // Bombs.
            0 => with(&many(10_000)),
            1 => with(&format!("x-long: {}\r\n", "x".repeat(4 * 1024 * 1024))),
            // Two values, of which one is right.
            2 => with("sec-websocket-accept: x\r\n"),
            3 => accepted.replace("HTTP/1.1", "HTTP/1.0"),
            4 => accepted
                .replace("Connection: Upgrade", "")
                .replace("connection: Upgrade", "connection: close"),
            5 => "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n".into(),
            6 => {
                "HTTP/1.1 308 Permanent\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".into()
            }
            7 => "HTTP/1.1 204 No Content\r\n\r\n".into(),
            // Fine: interim responses, lists and other cases of letters.
            8 => format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n{accepted}"),
            9 => accepted
                .replace("connection: Upgrade", "CONNECTION: keep-alive,\tuPGRADE")
                .replace("upgrade: websocket", "upgrade: WebSocket"),
            _ => with(&many(20)),
        };
        let is_good = incoming.number >= 8;
        incoming.stream.write_all(response.as_bytes()).await?;
        if is_good {
            incoming.stream.write_all(&event).await?;
            sleep(SECOND).await;
            return Ok(());
        }
        incoming.until_closed().await
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    for number in 0..8 {
        match subscription.next().await {
            Some(Err(Error::Event(error))) => {
                let expected = if number < 2 { Kind::Connect } else { Kind::Upgrade };
                assert_eq!(error.kind(), expected, "{number}: {error}");
                if number == 5 {
                    assert!(
                        error.to_string().contains("set user and password of the proxy"),
                        "{error}"
                    );
                }
            }
            other => panic!("{number}: {other:?}"),
        }
    }
    for _ in 8..11 {
        assert_eq!(drain(&mut subscription).await, 7);
    }
    assert_eq!(server.connections(), 11);
}

#[tokio::test(start_paused = true)]
async fn a_head_without_an_end_fails_before_memory_does() {
    let server = Server::start(|mut incoming| async move {
        if incoming.number > 0 {
            let mut peer = incoming.accept().await?;
            peer.send(event(1)).await;
            return Ok(_ = peer.until_closed().await);
        }
        incoming.stream.write_all(b"HTTP/1.1 101 Switching Protocols\r\nx: ").await?;
        loop {
            incoming.stream.write_all(&[b'x'; 64 * 1024]).await?;
        }
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(error(&mut subscription).await, Kind::Connect);
    assert_eq!(drain(&mut subscription).await, 1);
}

#[tokio::test(start_paused = true)]
async fn close_frames_that_are_not_valid_end_the_connection_alone() {
    let close = |payload: &[u8]| frame(true, 8, payload);
    for (sent, kind, close_code) in [
        (close(&[]), Kind::Disconnected, None),
        (close(&1008_u16.to_be_bytes()), Kind::Disconnected, Some(1008)),
        (close(&1013_u16.to_be_bytes()), Kind::Disconnected, Some(1013)),
        (close(&4001_u16.to_be_bytes()), Kind::Disconnected, Some(4001)),
        (
            close(&[&1001_u16.to_be_bytes()[..], "bye é".as_bytes()].concat()),
            Kind::Disconnected,
            Some(1001),
        ),
        (close(&[3]), Kind::Protocol, None),
        (close(&[&1000_u16.to_be_bytes()[..], b"\xff\xfe"].concat()), Kind::Protocol, None),
        (close(&[&1000_u16.to_be_bytes()[..], &[b'x'; 124]].concat()), Kind::Protocol, None),
        (frame(false, 8, &1000_u16.to_be_bytes()), Kind::Protocol, None),
        (frame(true, 0x48, &[]), Kind::Protocol, None),
        (frame(true, 0x21, b"1"), Kind::Protocol, None),
        (frame(true, 0x11, b"1"), Kind::Protocol, None),
        (frame(true, 0xb, b"1"), Kind::Protocol, None),
        (frame(true, 0xa, &[0; 126]), Kind::Protocol, None),
    ] {
        let shown = format!("{sent:?}");
        let server = Server::start(move |incoming| {
            let sent = sent.clone();
            async move {
                let is_first = incoming.number == 0;
                let mut peer = incoming.accept().await?;
                if is_first {
                    peer.write(&sent).await;
                } else {
                    peer.send(event(2)).await;
                }
                Ok(_ = peer.until_closed().await)
            }
        });
        let server = server.await.unwrap();
        let mut subscription = subscription(user(&server.host()).unwrap());
        match subscription.next().await {
            Some(Err(Error::Event(error))) => {
                assert_eq!(
                    (error.kind(), error.close_code()),
                    (kind, close_code),
                    "{shown}: {error}"
                );
            }
            other => panic!("{shown}: {other:?}"),
        }
        assert_eq!(drain(&mut subscription).await, 2, "{shown}");
        assert!(until(|| server.open() == 1).await, "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn empty_fragments_and_unrequested_pongs_are_harmless() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        peer.write(&frame(true, 0xa, b"unrequested")).await;
        peer.write(&frame(false, frame::TEXT, b"")).await;
        for _ in 0..100_000 {
            peer.write(&frame(false, frame::CONTINUATION, b"")).await;
        }
        peer.write(&frame(true, frame::CONTINUATION, event(3).as_bytes())).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    assert_eq!(number(&mut subscription).await, 3);
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_runtime_that_never_runs_the_task_ends_the_stream() {
    let lives = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let never = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let start = || never.block_on(async { subscription(user("http://127.0.0.1:9").unwrap()) });
    let (mut read, closed) = (start(), start());
    drop(never);
    lives.block_on(async {
        assert_eq!(error(&mut read).await, Kind::Runtime);
        assert!(read.next().await.is_none());
        closed.close().await;
    });
}

/// A server whose connections send three events, with numbers in sequence, and close.
async fn short_lived(connections: usize) -> Server {
    let server = Server::start(move |incoming| async move {
        let number = incoming.number;
        let mut peer = incoming.accept().await?;
        if number < connections {
            for index in 0..3 {
                peer.send(event(number * 3 + index)).await;
            }
            peer.close(1012).await;
            return Ok(());
        }
        Ok(_ = peer.until_closed().await)
    });
    server.await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_buffer_of_one_that_drops_reports_all_events_and_one_gap() {
    let server = short_lived(10).await;
    let events = user(&server.host()).unwrap().events();
    let builder = events.subscribe("custom_test.n").buffer(1).overflow(Overflow::DropOldest);
    let mut subscription = builder.start().unwrap();
    sleep(3_600 * SECOND).await;
    assert_eq!((server.connections(), server.open()), (11, 1));
    match subscription.next().await {
        Some(Ok(Event::Dropped(dropped))) => assert_eq!(dropped.count(), 30),
        other => panic!("{other:?}"),
    }
    match subscription.next().await {
        Some(Ok(Event::Gap(gap))) => assert!(gap.to() > gap.from(), "{gap:?}"),
        other => panic!("{other:?}"),
    }
    while let Ok(item) = tokio::time::timeout(SECOND, subscription.next()).await {
        assert!(matches!(item, Some(Ok(Event::Gap(_)))), "{item:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_buffer_of_one_that_waits_loses_nothing_over_reconnects() {
    let server = short_lived(10).await;
    let events = user(&server.host()).unwrap().events();
    let mut subscription = events.subscribe("custom_test.n").buffer(1).start().unwrap();
    for connection in 0..10 {
        for index in 0..3 {
            sleep(100 * SECOND).await;
            assert_eq!(number(&mut subscription).await, connection * 3 + index);
        }
        sleep(100 * SECOND).await;
        assert_eq!(error(&mut subscription).await, Kind::Disconnected);
        sleep(100 * SECOND).await;
        assert!(matches!(subscription.next().await, Some(Ok(Event::Gap(_)))));
    }
    assert_eq!(server.connections(), 11);
}

#[test]
fn a_subscription_is_read_and_closed_on_another_runtime() {
    let first =
        runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = first.block_on(short_lived(2));
    let mut moved: Subscription =
        first.block_on(async { subscription(user(&server.host()).unwrap()) });
    // Without drivers: reading needs none.
    let second = runtime::Builder::new_current_thread().build().unwrap();
    second.block_on(async {
        for expected in 0..6 {
            assert_eq!(drain(&mut moved).await, expected);
        }
        moved.close().await;
    });
    assert!(first.block_on(until(|| server.open() == 0)));
    let builder = {
        let _entered = first.enter();
        user(&server.host()).unwrap().events().subscribe("custom_test.n")
    };
    // The runtime of `start` counts, not that of the builder.
    let mut other = second.block_on(async { builder.start().unwrap() });
    match second.block_on(other.next()) {
        Some(Err(Error::Event(error))) => {
            assert_eq!(error.kind(), Kind::Runtime);
            assert!(error.to_string().contains("`enable_all`"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    assert!(second.block_on(other.next()).is_none());
}
