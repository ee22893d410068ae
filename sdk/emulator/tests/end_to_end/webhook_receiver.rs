//! A receiver of webhooks on loopback.

use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use genauth::management::{CreateWebhookDto, WebhookContentType, WebhookDto, WebhookEvent};
use genauth_emulator::Emulator;
use http::{HeaderMap, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::mpsc,
    task::{JoinHandle, JoinSet},
};

/// Behavior of the receiver for one request; afterward it responds with 200.
#[derive(Clone, Copy)]
pub enum Behavior {
    /// Responds with this status.
    Status(u16),
    /// Redirects to itself.
    Redirect,
    /// Never responds.
    Stall,
}

/// A received request.
pub struct Received {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Received {
    /// Returns the name and the data of the event.
    pub fn event(&self) -> (String, Value) {
        let body: Value = serde_json::from_slice(&self.body).unwrap();
        (body["eventName"].as_str().unwrap().to_owned(), body["data"].clone())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A receiver.
pub struct Receiver {
    pub url: String,
    requests: mpsc::UnboundedReceiver<Received>,
    serving: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Receiver {
    pub async fn start(behaviors: &[Behavior]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/webhook", listener.local_addr().unwrap());
        let behaviors: Arc<Mutex<VecDeque<_>>> =
            Arc::new(Mutex::new(behaviors.iter().copied().collect()));
        let (sender, requests) = mpsc::unbounded_channel();
        let own = url.clone();
        let serving = tokio::spawn(async move {
            // They end with this task.
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (behaviors, sender, own) =
                    (Arc::clone(&behaviors), sender.clone(), own.clone());
                let service = service_fn(move |request: http::Request<Incoming>| {
                    let (behaviors, sender, own) =
                        (Arc::clone(&behaviors), sender.clone(), own.clone());
                    async move {
                        let (parts, body) = request.into_parts();
                        let body = body.collect().await.unwrap().to_bytes();
                        let behavior = behaviors.lock().unwrap().pop_front();
                        let _ = sender.send(Received { headers: parts.headers, body });
                        Ok::<_, Infallible>(respond(behavior, &own).await)
                    }
                });
                connections
                    .spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { url, requests, serving }
    }

    /// Waits for the next request.
    pub async fn next(&mut self) -> Received {
        self.requests.recv().await.unwrap()
    }

    /// Returns the requests so far.
    pub fn received(&mut self) -> Vec<Received> {
        std::iter::from_fn(|| self.requests.try_recv().ok()).collect()
    }

    /// Returns the names and data of the events so far, after everything due was sent.
    pub async fn events(&mut self, emulator: &Emulator) -> Vec<(String, Value)> {
        emulator.webhooks_sent().await;
        self.received().iter().map(Received::event).collect()
    }
}

async fn respond(behavior: Option<Behavior>, own: &str) -> Response<Full<Bytes>> {
    let mut response = Response::builder().header("content-type", "application/json");
    match behavior {
        None => {}
        Some(Behavior::Status(status)) => response = response.status(status),
        Some(Behavior::Redirect) => response = response.status(302).header("location", own),
        Some(Behavior::Stall) => std::future::pending().await,
    }
    response.body(Full::new(Bytes::from(json!({"received": true}).to_string()))).unwrap()
}

/// Returns the settings of a webhook with JSON.
pub fn settings(url: &str, events: &[&str]) -> CreateWebhookDto {
    let events: Vec<WebhookEvent> = events.iter().map(|&event| WebhookEvent::from(event)).collect();
    CreateWebhookDto::new("Test", url, events, WebhookContentType::ApplicationJson).secret("secret")
}

/// Creates a webhook with JSON.
pub async fn listen(emulator: &Emulator, url: &str, events: &[&str]) -> WebhookDto {
    emulator.management().create_webhook(settings(url, events)).await.unwrap()
}
