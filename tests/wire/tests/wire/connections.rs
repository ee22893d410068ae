//! Connections: shared, cut, refused, slow; and responses that are compressed or too long.

use std::{future::IntoFuture as _, io::Write as _, time::Duration};

use flate2::{Compression, write::GzEncoder};
use genauth::authentication::ResetFactorDto;
use genauth::{AuthenticationClient, AuthenticationClientBuilder, Error, RetryPolicy};
use http::Method;
use serde_json::{Value, json};
use support::raw::{Act, RawServer, announced, response};
use support::{APP_ID, Reply, Server, responding};

const EMPTY: &str = r#"{"statusCode":200,"message":"ok","data":[]}"#;
const SOON: Duration = Duration::from_millis(100);

fn builder(host: String) -> AuthenticationClientBuilder {
    AuthenticationClient::builder(APP_ID, host)
}

fn app(host: String) -> AuthenticationClient {
    builder(host).build().unwrap().with_access_token("USER_ACCESS_TOKEN")
}

fn transport(error: &Error) -> &genauth::TransportError {
    match error {
        Error::Transport(error) => error,
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn clones_and_views_share_one_connection() {
    let server = responding(Reply::data(&json!([]))).await.unwrap();
    let app = app(server.host());
    for round in 0..5 {
        for client in [
            app.clone(),
            app.with_access_token(format!("TOKEN {round}")),
            app.with_tenant("TENANT_ID").with_client_ip("192.0.2.1".parse().unwrap()),
        ] {
            client.list_enrolled_factors().await.unwrap();
            client.request(Method::GET, "/api/v3/x").await.unwrap();
        }
    }
    assert_eq!((server.recorded().len(), server.connections()), (30, 1));
}

#[tokio::test]
async fn a_failure_response_keeps_the_connection() {
    let server = responding(Reply::json(400, &json!({"statusCode": 400, "message": "no"})));
    let server = server.await.unwrap();
    let app = app(server.host());
    for _ in 0..5 {
        app.list_enrolled_factors().await.unwrap_err();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_idle_connections_cause_no_error() {
    let server = RawServer::start(|_| Act::Close(response(EMPTY))).await.unwrap();
    let app = app(server.host());
    let once = RetryPolicy::attempts(2);
    for round in 0..200_u64 {
        app.list_enrolled_factors().retry(once).await.unwrap();
        // From immediately, before the end of the connection has arrived, to somewhat later.
        tokio::time::sleep(Duration::from_micros(round * 10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_connection_is_not_reused_for_unsafe_calls() {
    let body = r#"{"statusCode":200,"message":"ok"}"#;
    let server = RawServer::start(move |_| Act::Close(response(body))).await.unwrap();
    let app = app(server.host());
    for _ in 0..50 {
        let call = app.request(Method::POST, "/api/v3/x").json(&json!({"a": 1}));
        call.returning::<Value>().retry(RetryPolicy::never()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.requests(), 50);
}

#[tokio::test]
async fn a_truncated_response_is_retried_if_the_call_is_safe_to_retry() {
    for cut in [
        announced(100, r#"{"statusCode":200,"#),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"sta".to_vec(),
        b"HTTP/1.1 200".to_vec(),
        Vec::new(),
    ] {
        let first = cut.clone();
        let server = RawServer::start(move |number| match number {
            0 => Act::Close(first.clone()),
            _ => Act::Keep(response(EMPTY)),
        });
        let server = server.await.unwrap();
        app(server.host()).list_enrolled_factors().await.unwrap();
        assert_eq!(server.requests(), 2);

        let server = RawServer::start(move |_| Act::Close(cut.clone())).await.unwrap();
        let app = app(server.host());
        let call = app.request(Method::POST, "/api/v3/x").json(&json!({"a": 1}));
        let error = call.await.unwrap_err();
        assert!(!transport(&error).is_connect() && !transport(&error).is_timeout(), "{error:?}");
        assert_eq!(server.requests(), 1, "the server may have done it");
        assert!(error.to_string().starts_with("request: POST /api/v3/x failed"), "{error}");
    }
}

#[tokio::test]
async fn refused_connections_are_retried_for_every_call() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let app = builder(format!("http://{address}"))
        .retry(RetryPolicy::attempts(6))
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    let call = app.reset_factor(ResetFactorDto::new("FACTOR_ID"));
    let call = tokio::spawn(call.into_future());
    tokio::time::sleep(Duration::from_millis(30)).await;
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    stream.read(&mut [0; 4_096]).await.map(|read| assert!(read > 0)).unwrap();
    stream.write_all(&response(r#"{"statusCode":200,"message":"ok"}"#)).await.unwrap();
    call.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_unreachable_server_is_tried_three_times_and_named() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = app(format!("http://{address}")).list_enrolled_factors().await.unwrap_err();
    assert!(transport(&error).is_connect() && error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("check the host"), "{error}");
}

#[tokio::test]
async fn a_slow_response_ends_at_the_deadline() {
    for start in [Vec::new(), b"HTTP/1.1 200 OK\r\n".to_vec(), announced(100, "{")] {
        let server = RawServer::start(move |_| Act::Stall(start.clone())).await.unwrap();
        let app = app(server.host());
        let error = app.list_enrolled_factors().timeout(SOON).await.unwrap_err();
        assert!(transport(&error).is_timeout(), "{error:?}");
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn a_timed_out_attempt_leaves_time_for_a_retry() {
    let server = RawServer::start(move |number| match number {
        0 => Act::Stall(announced(100, "{")),
        _ => Act::Keep(response(EMPTY)),
    });
    let server = server.await.unwrap();
    let app = builder(server.host())
        .attempt_timeout(SOON)
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    app.list_enrolled_factors().await.unwrap();
    assert_eq!(server.requests(), 2);
    // Calls that are not safe to retry fail with the limit that they exceeded.
    let server = RawServer::start(|_| Act::Stall(Vec::new())).await.unwrap();
    let app = builder(server.host())
        .attempt_timeout(SOON)
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    let error = app.reset_factor(ResetFactorDto::new("FACTOR_ID")).await.unwrap_err();
    assert!(error.to_string().contains("within 100ms (attempt timeout)"), "{error}");
}

#[tokio::test]
async fn the_call_timeout_covers_all_attempts_and_pauses() {
    let server = RawServer::start(|_| Act::Stall(Vec::new())).await.unwrap();
    let app = builder(server.host()).attempt_timeout(SOON).retry(RetryPolicy::attempts(1_000));
    let app = app
        .timeout(Duration::from_millis(450))
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    let started = std::time::Instant::now();
    let error = app.list_enrolled_factors().await.unwrap_err();
    assert!(transport(&error).is_timeout(), "{error:?}");
    assert!((2..=5).contains(&server.requests()), "{}", server.requests());
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn compressed_responses_are_accepted_and_decompressed() {
    let body = packed(EMPTY.as_bytes());
    let server = Server::start(move |request| match request.header("accept-encoding") {
        accepted if accepted.contains("gzip") => {
            Reply::new(200, body.clone()).header("content-encoding", "gzip")
        }
        _ => Reply::new(400, ""),
    });
    let server = server.await.unwrap();
    let response = app(server.host()).list_enrolled_factors().send().await.unwrap();
    assert_eq!(*response.body(), EMPTY);
}

#[tokio::test]
async fn a_corrupt_compressed_response_is_an_error() {
    let mut body = packed(EMPTY.as_bytes());
    body.truncate(body.len() / 2);
    let reply = Reply::new(200, body).header("content-encoding", "gzip");
    let server = responding(reply).await.unwrap();
    let call = app(server.host()).list_enrolled_factors().retry(RetryPolicy::never());
    let error = call.await.unwrap_err();
    assert!(matches!(error, Error::Transport(_) | Error::Decode(_)), "{error:?}");
}

/// Returns the error of a client that accepts 10,000 bytes for a response.
async fn limited(host: String) -> Error {
    let app = builder(host)
        .max_response_bytes(10_000)
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN");
    let call = app.request(Method::GET, "/api/v3/x").returning::<Value>();
    call.retry(RetryPolicy::never()).await.unwrap_err()
}

#[tokio::test]
async fn a_response_beyond_the_limit_is_not_read_to_its_end() {
    let list = |bytes: usize| format!("[\"{}\"]", "a".repeat(bytes - 4));
    // Announced and never sent; sent in endless chunks; compressed to a thousandth.
    let announced = announced(10_001, "");
    let server = RawServer::start(move |_| Act::Stall(announced.clone())).await.unwrap();
    let mut errors = vec![limited(server.host()).await];
    let chunk = format!("{:x}\r\n{}\r\n", 6_000, "a".repeat(6_000));
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunks = format!("{head}{chunk}{chunk}").into_bytes();
    let server = RawServer::start(move |_| Act::Stall(chunks.clone())).await.unwrap();
    errors.push(limited(server.host()).await);
    let bomb = packed(list(5_000_000).as_bytes());
    assert!(bomb.len() < 10_000, "{}", bomb.len());
    let reply = Reply::new(200, bomb).header("content-encoding", "gzip");
    let server = responding(reply).await.unwrap();
    errors.push(limited(server.host()).await);
    for error in errors {
        assert!(error.to_string().contains("longer than 10000 bytes"), "{error}");
        assert!(matches!(error, Error::Decode(_)) && !error.is_retryable(), "{error:?}");
    }
    for (body, fits) in [(list(10_000), true), (list(10_001), false)] {
        for reply in [
            Reply::new(200, body.clone()),
            Reply::new(200, packed(body.as_bytes())).header("content-encoding", "gzip"),
        ] {
            let server = responding(reply).await.unwrap();
            let app = builder(server.host())
                .max_response_bytes(10_000)
                .build()
                .unwrap()
                .with_access_token("USER_ACCESS_TOKEN");
            let outcome = app.request(Method::GET, "/api/v3/x").await;
            assert_eq!(outcome.is_ok(), fits, "{outcome:?}");
        }
    }
}
