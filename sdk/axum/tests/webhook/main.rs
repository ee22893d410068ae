//! Webhook requests as they arrive at a server.
#![cfg(feature = "webhook")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod connections;

use std::{
    convert::Infallible,
    fmt::Write as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::FromRef, routing::post};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use genauth::webhook::{Delivery, Event, Webhook};
use genauth_axum::{WebhookDelivery, WebhookRejection, receive_webhook};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tower::ServiceExt as _;

const SECRET: &str = "test-secret";
const EVENT: &str = r#"{"eventName":"user:created","data":{"id":"u1","password":"hash-1"}}"#;

/// A router that keeps the ids of created users, and fails for others.
fn router(limit: usize) -> (Router, Arc<Mutex<Vec<String>>>) {
    let created = Arc::<Mutex<Vec<String>>>::default();
    let kept = Arc::clone(&created);
    let webhook = Webhook::new(SECRET).unwrap().max_body_bytes(limit);
    let handler = move |delivery: Delivery| {
        let kept = Arc::clone(&kept);
        async move {
            match delivery.event {
                Event::UserCreated(user) => kept.lock().unwrap().push(user.id().to_owned()),
                _ => return Err("hash-1 is not handled"),
            }
            Ok(())
        }
    };
    (Router::new().route("/webhook", receive_webhook(webhook, handler)), created)
}

fn request(secret: &str, body: Body) -> Request<Body> {
    Request::post("/webhook")
        .header("x-authing-webhook-secret", secret)
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)
        .unwrap()
}

/// A body of endless chunks, and the number of those that were read.
fn endless() -> (Body, Arc<AtomicUsize>) {
    let read = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&read);
    let chunks = stream::repeat_with(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok::<_, Infallible>(Bytes::from_static(&[b' '; 1024]))
    });
    (Body::from_stream(chunks), read)
}

async fn send(router: &Router, request: Request<Body>) -> (StatusCode, String) {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_verified_event_reaches_the_handler() {
    let (router, created) = router(1024);
    assert_eq!(send(&router, request(SECRET, EVENT.into())).await.0, StatusCode::OK);
    assert_eq!(*created.lock().unwrap(), ["u1"]);
}

#[tokio::test]
async fn a_failed_handler_responds_with_500_and_nothing_else() {
    let (router, _) = router(1024);
    let body = EVENT.replace("user:created", "user:deleted");
    let outcome = send(&router, request(SECRET, body.into())).await;
    assert_eq!(outcome, (StatusCode::INTERNAL_SERVER_ERROR, String::new()));
}

#[tokio::test]
async fn w4_without_the_secret_the_body_is_not_read() {
    let (router, created) = router(1024);
    let (body, read) = endless();
    let (status, text) = send(&router, request("wrong", body)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(!text.contains(SECRET) && !text.contains("wrong"), "{text}");
    assert_eq!(read.load(Ordering::SeqCst), 0);
    assert!(created.lock().unwrap().is_empty());
}

#[tokio::test]
async fn w4_reading_stops_at_the_limit() {
    let (router, _) = router(4096);
    let padded = |length| format!("{EVENT}{}", " ".repeat(length - EVENT.len()));
    assert_eq!(send(&router, request(SECRET, padded(4096).into())).await.0, StatusCode::OK);
    let outcome = send(&router, request(SECRET, padded(4097).into())).await;
    assert_eq!(outcome.0, StatusCode::PAYLOAD_TOO_LARGE);
    let (body, read) = endless();
    assert_eq!(send(&router, request(SECRET, body)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(read.load(Ordering::SeqCst), 5);
}

#[tokio::test(start_paused = true)]
async fn w4_a_slow_body_ends_at_a_deadline() {
    let (router, _) = router(4096);
    let bytes = stream::repeat(()).then(|()| async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok::<_, Infallible>(Bytes::from_static(b" "))
    });
    let before = tokio::time::Instant::now();
    let outcome = send(&router, request(SECRET, Body::from_stream(bytes))).await;
    assert_eq!(outcome.0, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(before.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn w4_a_body_that_breaks_off_is_malformed() {
    let (router, created) = router(4096);
    let chunks = [Ok(Bytes::from_static(EVENT.as_bytes())), Err(std::io::Error::other("reset"))];
    let body = Body::from_stream(stream::iter(chunks));
    assert_eq!(send(&router, request(SECRET, body)).await.0, StatusCode::BAD_REQUEST);
    assert!(created.lock().unwrap().is_empty());
}

#[tokio::test]
async fn w5_other_media_types_are_refused_before_the_body() {
    let (router, _) = router(4096);
    let (body, read) = endless();
    let mut other = request(SECRET, body);
    other.headers_mut().insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
    assert_eq!(send(&router, other).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(read.load(Ordering::SeqCst), 0);
}

/// Sends bytes to a server, and returns the status line of its response.
async fn exchange(router: Router, head: &str, body: &[u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut text = String::from("POST /webhook HTTP/1.1\r\nhost: localhost\r\n");
    write!(text, "content-type: application/json\r\n{head}\r\n\r\n").unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    // The server may have responded and closed the connection by now.
    let _ = stream.write_all(body).await;
    let mut response = vec![0; 12];
    stream.read_exact(&mut response).await.unwrap();
    serving.abort();
    String::from_utf8(response).unwrap()
}

#[tokio::test]
async fn w4_declared_lengths_are_checked_first() {
    let secret = format!("x-genauth-token: {SECRET}");
    let declared = format!("{secret}\r\ncontent-length: 10000000000");
    assert_eq!(exchange(router(4096).0, &declared, b"").await, "HTTP/1.1 413");
    let wrong = "x-genauth-token: wrong\r\ncontent-length: 10000000000";
    assert_eq!(exchange(router(4096).0, wrong, b"").await, "HTTP/1.1 401");
    let chunked = "x-genauth-token: wrong\r\ntransfer-encoding: chunked";
    assert_eq!(exchange(router(4096).0, chunked, b"400\r\n").await, "HTTP/1.1 401");
    // What follows the declared length is not part of the body.
    let (router, created) = router(4096);
    let short = format!("{secret}\r\ncontent-length: 20");
    assert_eq!(exchange(router, &short, &[b' '; 100_000]).await, "HTTP/1.1 400");
    assert!(created.lock().unwrap().is_empty());
}

#[derive(Clone)]
struct App {
    webhook: Webhook,
}

impl FromRef<App> for Webhook {
    fn from_ref(app: &App) -> Self {
        app.webhook.clone()
    }
}

#[tokio::test]
async fn the_webhook_can_be_a_part_of_the_state() {
    async fn receive(delivery: Result<WebhookDelivery, WebhookRejection>) -> String {
        match delivery {
            Ok(WebhookDelivery(delivery)) => format!("{delivery:?}"),
            Err(rejection) => format!("{rejection:?} {rejection}"),
        }
    }
    let state = App { webhook: Webhook::new(SECRET).unwrap() };
    let router = Router::new().route("/webhook", post(receive)).with_state(state);
    let (_, text) = send(&router, request(SECRET, EVENT.into())).await;
    assert!(text.contains("user:created") && !text.contains("hash-1"), "{text}");
    let (_, text) = send(&router, request(SECRET, "{\"password\":\"hash-1".into())).await;
    assert!(text.contains("Malformed") && !text.contains("hash-1"), "{text}");
    let get = Request::get("/webhook").body(Body::empty()).unwrap();
    assert_eq!(send(&router, get).await.0, StatusCode::METHOD_NOT_ALLOWED);
}
