//! One retry policy over HTTP/2, too: the HTTP library retries nothing by itself.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use genauth::authentication::ResetFactorDto;
use genauth::{
    AuthenticationClient, AuthenticationClientBuilder, Error, Incoming, Middleware, RetryPolicy,
};
use h2::{Reason, server};
use http::{Method, Response};
use serde_json::json;
use support::APP_ID;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

const BODY: &str = r#"{"statusCode":200,"message":"ok","data":[]}"#;

/// Reaction of the server to a request.
#[derive(Clone, Copy, Debug)]
enum Act {
    Response,
    /// Resets the stream.
    Reset(Reason),
    /// Closes the connection while it processes the request.
    Abort,
    /// Closes the connection for new streams, this one included.
    GoAway,
}

/// An HTTP/2 server without TLS.
struct Http2 {
    host: String,
    requests: Arc<AtomicUsize>,
}

impl Http2 {
    /// Starts a server that reacts to the requests, counted from 0, as `script` specifies.
    async fn start(script: impl Fn(usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let host = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let (count, script) = (Arc::clone(&requests), Arc::new(script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (count, script) = (Arc::clone(&count), Arc::clone(&script));
                if matches!(script(count.load(Ordering::SeqCst)), Act::GoAway) {
                    tokio::spawn(go_away(stream, count));
                    continue;
                }
                tokio::spawn(async move {
                    let mut connection = server::handshake(stream).await.unwrap();
                    while let Some(Ok((request, mut respond))) = connection.accept().await {
                        match script(count.fetch_add(1, Ordering::SeqCst)) {
                            Act::Response => {
                                drop(request);
                                let mut sent = respond.send_response(Response::new(()), false);
                                let body = Bytes::from_static(BODY.as_bytes());
                                sent.as_mut().unwrap().send_data(body, true).unwrap();
                            }
                            Act::Reset(reason) => respond.send_reset(reason),
                            Act::Abort | Act::GoAway => {
                                connection.abrupt_shutdown(Reason::NO_ERROR);
                            }
                        }
                    }
                });
            }
        });
        Self { host, requests }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// Returns a client with the application's HTTP client, which has the library's defaults.
    fn builder(&self) -> AuthenticationClientBuilder {
        let http = reqwest::Client::builder().http2_prior_knowledge().no_proxy().build().unwrap();
        AuthenticationClient::builder(APP_ID, &*self.host).http_client(http)
    }
}

/// Reads frames up to the first request, and reports that it was not and will not be processed:
/// GOAWAY with a last stream of 0 (RFC 9113, section 6.8).
async fn go_away(mut stream: TcpStream, count: Arc<AtomicUsize>) {
    const HEADERS: u8 = 1;
    let empty_settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let go_away = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    stream.write_all(&empty_settings).await.unwrap();
    stream.read_exact(&mut [0; 24]).await.unwrap();
    let mut head = [0; 9];
    while stream.read_exact(&mut head).await.is_ok() {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; length as usize]).await.unwrap();
        if head[3] == HEADERS {
            count.fetch_add(1, Ordering::SeqCst);
            stream.write_all(&go_away).await.unwrap();
        }
    }
}

/// Counts attempts.
#[derive(Clone, Default)]
struct Attempts(Arc<AtomicUsize>);

impl Middleware for Attempts {
    fn after_response(&self, _: &Incoming<'_>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

const REFUSALS: [Act; 4] = [
    Act::Reset(Reason::REFUSED_STREAM),
    Act::Reset(Reason::INTERNAL_ERROR),
    Act::Abort,
    Act::GoAway,
];

#[tokio::test]
async fn a_policy_without_retries_sends_once() {
    for act in REFUSALS {
        let server = Http2::start(move |_| act).await;
        let app = server.builder().retry(RetryPolicy::never()).build().unwrap();
        let app = app.with_access_token("USER_ACCESS_TOKEN");
        let error = app.list_enrolled_factors().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{act:?}: {error:?}");
        let error = app.reset_factor(ResetFactorDto::new("FACTOR_ID")).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{act:?}: {error:?}");
        assert_eq!(server.requests(), 2, "{act:?}");
    }
}

#[tokio::test]
async fn middleware_and_policy_see_every_attempt() {
    for act in REFUSALS {
        let server = Http2::start(move |_| act).await;
        let attempts = Attempts::default();
        let app = server.builder().retry(RetryPolicy::attempts(4)).middleware(attempts.clone());
        let user = app.build().unwrap().with_access_token("USER_ACCESS_TOKEN");
        user.list_enrolled_factors().await.unwrap_err();
        assert_eq!(server.requests(), 4, "{act:?}");
        assert_eq!(attempts.0.load(Ordering::SeqCst), 4, "{act:?}");
    }
}

/// The server reports that it has processed nothing (RFC 9113, section 8.7).
#[tokio::test]
async fn a_write_rejected_before_processing_is_retried() {
    for (act, outcome) in [
        (Act::Reset(Reason::REFUSED_STREAM), Ok(2)),
        (Act::GoAway, Ok(2)),
        (Act::Reset(Reason::INTERNAL_ERROR), Err(1)),
        (Act::Abort, Err(1)),
    ] {
        let server =
            Http2::start(move |number| if number == 0 { act } else { Act::Response }).await;
        let app = server.builder().build().unwrap();
        let sent = app.request(Method::POST, "/api/v3/x").json(&json!({})).await;
        match outcome {
            Ok(requests) => {
                sent.unwrap();
                assert_eq!(server.requests(), requests, "{act:?}");
            }
            Err(requests) => {
                let error = sent.unwrap_err();
                assert!(error.outcome_unknown(), "{error}");
                assert_eq!(server.requests(), requests, "{act:?}");
            }
        }
    }
}
