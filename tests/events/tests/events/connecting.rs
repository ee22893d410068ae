//! Connections that are not established (E4), and responses that are no upgrade.

use std::time::Duration;

use genauth::{Error, EventErrorKind};
use genauth_event_tests::{Server, event, user};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    time::{Instant, sleep, timeout},
};

use crate::support::{drain, error, subscription, until};

const SECOND: Duration = Duration::from_secs(1);

/// A server that accepts connections, writes a byte of this every minute, and never reads.
async fn silent(bytes: &'static [u8]) -> (String, Server) {
    // For its count of open connections alone.
    let server = Server::start(|_| async { Ok(()) }).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                for byte in bytes {
                    sleep(60 * SECOND).await;
                    if stream.write_all(&[*byte]).await.is_err() {
                        return;
                    }
                }
                while stream.read(&mut [0; 1024]).await.is_ok_and(|read| read > 0) {}
            });
        }
    });
    (format!("{address}"), server)
}

#[tokio::test(start_paused = true)]
async fn e4_one_deadline_covers_a_server_that_never_answers_or_answers_slowly() {
    for bytes in [&b""[..], b"HTTP/1.1 101 Switching Protocols\r\n"] {
        for scheme in ["http", "https"] {
            let (address, _server) = silent(bytes).await;
            let client = user(&format!("{scheme}://{address}")).unwrap();
            let builder = client.events().subscribe("custom_test.n");
            let mut subscription = builder.connect_timeout(4 * SECOND).start().unwrap();
            for _ in 0..3 {
                let start = Instant::now();
                assert_eq!(error(&mut subscription).await, EventErrorKind::ConnectTimeout);
                let passed = start.elapsed();
                // After the first one, with a pause before.
                assert!((4 * SECOND..9 * SECOND).contains(&passed), "{passed:?}");
            }
            let start = Instant::now();
            subscription.close().await;
            assert!(start.elapsed() < SECOND);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn e4_the_deadline_covers_a_proxy_that_stalls_after_connect() {
    let (proxy, _server) = silent(b"").await;
    let http = genauth::reqwest::Client::builder()
        .proxy(genauth::reqwest::Proxy::all(format!("http://{proxy}")).unwrap())
        .http1_only()
        .build()
        .unwrap();
    let app = genauth::AuthenticationClient::builder("APP_ID", "https://example.genauth.ai");
    let client = app.http_client(http).build().unwrap().with_access_token("TOKEN");
    let mut subscription = subscription(client);
    let start = Instant::now();
    assert_eq!(error(&mut subscription).await, EventErrorKind::ConnectTimeout);
    assert_eq!(start.elapsed().as_secs(), 15);
    let start = Instant::now();
    drop(subscription);
    assert!(start.elapsed() < SECOND);
}

#[tokio::test(start_paused = true)]
async fn responses_that_are_no_upgrade_are_errors_and_the_stream_goes_on() {
    let server = Server::start(|mut incoming| async move {
        let accepted = incoming.acceptance();
        let response = match incoming.number {
            0 => "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned(),
            1 => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned(),
            2 => "HTTP/1.1 302 Found\r\nlocation: https://evil.example\r\n\r\n".to_owned(),
            3 => "not HTTP at all\r\n\r\n".to_owned(),
            4 => accepted.replace("sec-websocket-accept: ", "sec-websocket-accept: x"),
            5 => accepted.replace("upgrade: websocket\r\n", ""),
            6 => accepted.replace("connection: Upgrade\r\n", ""),
            7 => accepted
                .replace("\r\n\r\n", "\r\nsec-websocket-extensions: permessage-deflate\r\n\r\n"),
            8 => accepted.replace("\r\n\r\n", "\r\nsec-websocket-protocol: events\r\n\r\n"),
            9 => format!("{}\r\n\r\n", accepted.trim_end().replace("101", "500")),
            10 => String::new(),
            _ => {
                let mut peer = incoming.accept().await?;
                peer.send(event(1)).await;
                return Ok(_ = peer.until_closed().await);
            }
        };
        incoming.stream.write_all(response.as_bytes()).await
    });
    let server = server.await.unwrap();
    let mut subscription = subscription(user(&server.host()).unwrap());
    for number in 0..11 {
        let expected = match number {
            3 | 10 => EventErrorKind::Connect,
            _ => EventErrorKind::Upgrade,
        };
        match subscription.next().await {
            Some(Err(Error::Event(error))) => {
                assert_eq!(error.kind(), expected, "{number}: {error}");
                let place = format!("{}/events/v1/authentication/sub", server.address());
                assert!(error.to_string().contains(&place), "{error}");
            }
            other => panic!("{number}: {other:?}"),
        }
    }
    assert_eq!(drain(&mut subscription).await, 1);
    // Refused connections are closed, not kept in a pool.
    assert!(until(|| server.open() == 1).await);
}

#[tokio::test]
async fn servers_that_cannot_be_reached_are_named() {
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain_address = plain.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = plain.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (host, cause) in [
        (format!("http://{unused}"), "connection refused"),
        (format!("https://{plain_address}"), "the server does not use TLS"),
    ] {
        let mut subscription = subscription(user(&host).unwrap());
        let item = timeout(20 * SECOND, subscription.next()).await.unwrap();
        match item {
            Some(Err(Error::Event(error))) => {
                assert_eq!(error.kind(), EventErrorKind::Connect, "{error}");
                assert!(error.to_string().contains(cause), "{error}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_http_client_of_the_application_is_used() {
    let server = Server::start(|incoming| async {
        let agent = incoming.request.header("x-from").map(str::to_owned);
        let mut peer = incoming.accept().await?;
        peer.send(event(agent.unwrap_or_default())).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let mut headers = genauth::http::HeaderMap::new();
    headers.insert("x-from", "application".parse().unwrap());
    let http = genauth::reqwest::Client::builder().default_headers(headers).build().unwrap();
    let app = genauth::AuthenticationClient::builder("APP_ID", server.host());
    let client = app.http_client(http).build().unwrap().with_access_token("TOKEN");
    let mut subscription = subscription(client);
    match subscription.next().await {
        Some(Ok(event)) => assert_eq!(event.message().unwrap().data_json(), "\"application\""),
        other => panic!("{other:?}"),
    }
}
