//! Messages and frames that are no events (E11).

use genauth::{
    Error, EventErrorKind,
    event::{Event, Subscription},
};
use genauth_event_tests::{
    Server, event,
    frame::{self, frame},
    user,
};

use crate::support::{drain, error, number, subscription};

/// Subscribes at a server that sends these frames on its first connection, and event 7 on every one.
/// Returns the codes that connections were closed with.
async fn sent(frames: Vec<Vec<u8>>) -> (Subscription, Server, tokio::sync::mpsc::Receiver<u16>) {
    let (sender, codes) = tokio::sync::mpsc::channel(16);
    let server = Server::start(move |incoming| {
        let (frames, sender) = (frames.clone(), sender.clone());
        async move {
            let is_first = incoming.number == 0;
            let mut peer = incoming.accept().await?;
            for frame in frames.iter().filter(|_| is_first) {
                peer.write(frame).await;
            }
            peer.send(event(7)).await;
            if let Some(code) = peer.until_closed().await {
                let _ = sender.send(code).await;
            }
            Ok(())
        }
    });
    let server = server.await.unwrap();
    (subscription(user(&server.host()).unwrap()), server, codes)
}

#[tokio::test(start_paused = true)]
async fn e11_broken_messages_are_items_and_the_connection_stays() {
    for (sent_frame, cause) in [
        (frame::text(r#"{"eventType":"custom_a","secret":"sentinel"#), "line 1, column 42"),
        (frame::text(""), "it is empty"),
        (frame(true, frame::BINARY, b"sentinel"), "a binary message of 8 bytes"),
    ] {
        let (mut subscription, server, _codes) = sent(vec![sent_frame]).await;
        match subscription.next().await {
            Some(Err(Error::Event(error))) => {
                assert_eq!(error.kind(), EventErrorKind::InvalidMessage);
                assert!(error.to_string().contains(cause), "{error}");
                assert!(!format!("{error:?}").contains("sentinel"), "{error:?}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(number(&mut subscription).await, 7);
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn e11_unknown_messages_keep_their_text() {
    let texts = [
        r#"{"eventType":"authing.brand.new","eventData":{"n":1.10}}"#,
        r#"{"eventData":{}}"#,
        "null",
        r#"["a", 1]"#,
        "17",
    ];
    let frames = texts.iter().map(|text| frame::text(text)).collect();
    let (mut subscription, server, _codes) = sent(frames).await;
    for text in texts {
        match subscription.next().await {
            Some(Ok(Event::Other(event))) => assert_eq!(event.raw(), text),
            other => panic!("{text}: {other:?}"),
        }
    }
    assert_eq!(number(&mut subscription).await, 7);
    assert_eq!(server.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn e11_fragments_are_joined_and_pings_between_them_are_answered() {
    let text = event("é漢字👩\u{200d}👧");
    let (pongs, mut ponged) = tokio::sync::mpsc::channel(1_000);
    let server = Server::start({
        let text = text.clone();
        move |incoming| {
            let (text, pongs) = (text.clone(), pongs.clone());
            async move {
                let mut peer = incoming.accept().await?;
                for (index, byte) in text.bytes().enumerate() {
                    let opcode = if index == 0 { frame::TEXT } else { frame::CONTINUATION };
                    peer.write(&frame(index + 1 == text.len(), opcode, &[byte])).await;
                    peer.write(&frame(true, frame::PING, &[index as u8])).await;
                    if let Some(pong) = peer.next().await {
                        let _ = pongs.send(pong.into_data()[0]).await;
                    }
                }
                Ok(_ = peer.until_closed().await)
            }
        }
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    match subscription.next().await {
        Some(Ok(Event::Custom(event))) => assert_eq!(event.raw(), text),
        other => panic!("{other:?}"),
    }
    for index in 0..text.len() {
        assert_eq!(ponged.recv().await, Some(index as u8));
    }
}

#[tokio::test(start_paused = true)]
async fn e11_violations_of_the_protocol_close_the_connection_with_their_code() {
    let long = vec![b' '; 1024 * 1024 + 1];
    let masked = [&[0x81, 0x81, 0, 0, 0, 0][..], b"1"].concat();
    for (frames, kind, code) in [
        (vec![frame(true, frame::CONTINUATION, b"1")], EventErrorKind::Protocol, 1002),
        (vec![frame(true, 3, b"1")], EventErrorKind::Protocol, 1002),
        (vec![frame(true, 0x41, b"1")], EventErrorKind::Protocol, 1002),
        (vec![frame(false, frame::PING, b"1")], EventErrorKind::Protocol, 1002),
        (vec![frame(true, frame::PING, &[0; 126])], EventErrorKind::Protocol, 1002),
        (vec![frame(false, frame::TEXT, b"1"), frame::text("1")], EventErrorKind::Protocol, 1002),
        (vec![masked], EventErrorKind::Protocol, 1002),
        (vec![frame(true, frame::TEXT, b"\"\xff\"")], EventErrorKind::Protocol, 1007),
        (
            vec![frame(false, frame::TEXT, b"\""), frame(true, frame::CONTINUATION, b"\xe2\"")],
            EventErrorKind::Protocol,
            1007,
        ),
        (vec![frame(true, frame::TEXT, &long)], EventErrorKind::TooLong, 1009),
        (
            vec![
                frame(false, frame::TEXT, &long[..700_000]),
                frame(true, frame::CONTINUATION, &long[..700_000]),
            ],
            EventErrorKind::TooLong,
            1009,
        ),
        // A length that is announced only.
        (vec![[&[0x81, 127][..], &u64::MAX.to_be_bytes()].concat()], EventErrorKind::TooLong, 1009),
    ] {
        // An event before the violation is delivered.
        let frames = [vec![frame::text(&event(1))], frames].concat();
        let (mut subscription, server, mut codes) = sent(frames).await;
        assert_eq!(number(&mut subscription).await, 1);
        assert_eq!(error(&mut subscription).await, kind);
        assert_eq!(drain(&mut subscription).await, 7);
        assert_eq!(server.connections(), 2);
        // A server that still writes may miss the close frame.
        if let Ok(closed) = codes.try_recv() {
            assert_eq!(closed, code);
        } else {
            assert_eq!(kind, EventErrorKind::TooLong);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn close_codes_of_the_server_are_reported() {
    const CODES: [u16; 6] = [1000, 1001, 1011, 1012, 3000, 4999];

    let (sender, mut replies) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::start(move |incoming| {
        let sender = sender.clone();
        async move {
            match CODES.get(incoming.number) {
                Some(code) => _ = sender.send(incoming.accept().await?.close(*code).await),
                None => _ = incoming.accept().await?.until_closed().await,
            }
            Ok(())
        }
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    for expected in CODES {
        let error = loop {
            match subscription.next().await {
                Some(Err(Error::Event(error))) => break error,
                Some(Ok(Event::Gap(_))) => {}
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(error.kind(), EventErrorKind::Disconnected);
        assert_eq!(error.close_code(), Some(expected));
        assert_eq!(replies.recv().await, Some(Some(expected)));
    }
}
