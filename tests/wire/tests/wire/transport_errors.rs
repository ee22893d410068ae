//! Transport errors name the host and the root cause, and contain no secrets.

use std::time::Duration;

use genauth::authentication::GetFactorParams;
use genauth::management::ListUsersRequestDto;
use genauth::{
    AuthenticationClient, AuthenticationClientBuilder, Error, ManagementClient, Middleware,
    MiddlewareFuture, Outgoing, RetryPolicy, TransportError,
};
use http::Method;
use support::raw::{Act, RawServer, announced};
use support::{APP_ID, Reply, responding};
use tokio::net::TcpListener;

const SOON: Duration = Duration::from_millis(100);

fn builder(host: impl Into<String>) -> AuthenticationClientBuilder {
    AuthenticationClient::builder(APP_ID, host).retry(RetryPolicy::never())
}

/// Returns the error of a call with secrets in its path, query and headers.
async fn failed(builder: AuthenticationClientBuilder) -> TransportError {
    let user = builder.build().unwrap().with_access_token("sentinel-token");
    let call = user.request(Method::GET, "/api/v3/x/sentinel-segment").query("a", "sentinel-query");
    let error = call.await.unwrap_err();
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        shown += &format!("{cause} {cause:?}");
        source = cause.source();
    }
    assert!(!shown.contains("sentinel"), "{shown}");
    assert!(!error.to_string().contains("://"), "{error}");
    let Error::Transport(error) = error else { panic!("{error:?}") };
    error
}

#[track_caller]
fn says(error: &TransportError, words: &[&str]) {
    let shown = error.to_string();
    assert!(shown.contains(error.host()), "{shown}");
    for words in words {
        assert!(shown.contains(words), "{words}: {shown}");
        assert!(format!("{error:?}").contains(words), "{words}: {error:?}");
    }
}

#[tokio::test]
async fn a_refused_connection_is_named_in_the_error() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = failed(builder(format!("http://{address}"))).await;
    assert_eq!(error.host(), address.to_string());
    assert!(error.is_connect() && !error.is_timeout());
    says(&error, &["could not connect to 127.0.0.1", "connection refused"]);
}

#[tokio::test]
async fn an_unknown_host_is_named_in_the_error() {
    let error = failed(builder("https://nowhere.invalid/gateway")).await;
    assert_eq!(error.host(), "nowhere.invalid");
    assert!(error.is_connect());
    says(&error, &["could not connect to nowhere.invalid: unknown host"]);
}

#[tokio::test]
async fn a_server_without_tls_is_named_in_the_error() {
    // Responds to the TLS handshake in plain text.
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let host = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 512]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let error = failed(builder(host)).await;
    assert!(error.is_connect());
    says(&error, &["does not use TLS"]);
}

#[tokio::test]
async fn a_connect_timeout_is_named_in_the_error() {
    // No response to the TLS handshake.
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let host = format!("https://{}", listener.local_addr().unwrap());
    let error = failed(builder(host).connect_timeout(SOON)).await;
    assert!(error.is_connect() && error.is_timeout());
    says(&error, &["connecting timed out (connect timeout of 100ms)"]);
}

#[tokio::test]
async fn every_other_timeout_names_its_phase_and_its_option() {
    let silent = RawServer::start(|_| Act::Stall(Vec::new())).await.unwrap();
    let stalling = RawServer::start(|_| Act::Stall(announced(100, "{"))).await.unwrap();
    for (server, phase) in [(&silent, "no response"), (&stalling, "no complete response body")] {
        let error = failed(builder(server.host()).attempt_timeout(SOON)).await;
        assert!(error.is_timeout() && !error.is_connect());
        says(&error, &[phase, "within 100ms (attempt timeout)"]);
        let error = failed(builder(server.host()).timeout(SOON)).await;
        says(&error, &[phase, "within 100ms (call timeout)"]);
    }
}

/// Never lets a request pass.
struct Slow;

impl Middleware for Slow {
    fn before_send<'a>(&'a self, _: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_timeout_before_sending_is_named_in_the_error() {
    let server = responding(Reply::new(200, "")).await.unwrap();
    let slow = builder(server.host()).middleware(Slow).timeout(SOON).build().unwrap();
    let error = slow.get_factor(GetFactorParams::new("1")).await.unwrap_err();
    assert!(error.to_string().contains("a middleware delayed it"), "{error}");

    let server = RawServer::start(|_| Act::Stall(Vec::new())).await.unwrap();
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(server.host());
    let call = admin.build().unwrap().list_users(ListUsersRequestDto::new()).timeout(SOON);
    let error = call.await.unwrap_err();
    assert!(error.to_string().contains("no management token"), "{error}");
    assert_eq!(error.operation(), Some("listUsers"));
}

#[tokio::test]
async fn a_broken_connection_is_named_in_the_error() {
    for cut in [Vec::new(), b"HTTP/1.1 200".to_vec(), announced(100, "{")] {
        let server = RawServer::start(move |_| Act::Close(cut.clone())).await.unwrap();
        let error = failed(builder(server.host())).await;
        assert!(!error.is_connect() && !error.is_timeout());
        says(&error, &["the connection was lost"]);
    }
}
