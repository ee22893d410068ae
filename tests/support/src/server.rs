//! A server on loopback that records requests and sends scripted responses.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};

/// A recorded request.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// HTTP method.
    pub method: String,
    /// The path as it was sent, with percent-encoding.
    pub path: String,
    /// The query string as it was sent.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Recorded {
    /// Returns the value of a header; an empty string if it was not sent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Returns the query or a form as pairs, decoded.
    pub fn pairs(text: &[u8]) -> Vec<(String, String)> {
        url::form_urlencoded::parse(text).into_owned().collect()
    }

    /// Returns the body as JSON; `null` if it is not valid JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Reaction of the server to a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Sends a response.
    Response {
        /// The HTTP status.
        status: u16,
        /// The headers.
        headers: Vec<(&'static str, String)>,
        /// The body.
        body: Bytes,
    },
    /// Sends this response when the semaphore has a permit.
    Held(Arc<Semaphore>, Box<Reply>),
    /// Sends no response.
    Silence,
}

impl Reply {
    /// Creates a response with a body without a media type.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self::Response { status, headers: Vec::new(), body: body.into() }
    }

    /// Creates a response with a JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, body.to_string()).header("content-type", "application/json")
    }

    /// Creates a response with a successful envelope.
    pub fn data(data: &Value) -> Self {
        Self::json(200, &serde_json::json!({"statusCode": 200, "message": "ok", "data": data}))
    }

    /// Delays the response until the semaphore has a permit for it.
    #[must_use]
    pub fn held(self, until: &Arc<Semaphore>) -> Self {
        Self::Held(Arc::clone(until), Box::new(self))
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Response { headers, .. } = &mut self {
            headers.push((name, value.into()));
        }
        self
    }
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    recorded: Arc<Mutex<Vec<Recorded>>>,
    connections: Arc<AtomicUsize>,
    running: JoinHandle<()>,
}

type Script = dyn Fn(&Recorded) -> Reply + Send + Sync;

impl Server {
    /// Starts a server that responds to requests with what `script` returns.
    ///
    /// # Errors
    ///
    /// Returns an error if no loopback port is available.
    pub async fn start(
        script: impl Fn(&Recorded) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let recorded = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::default();
        let script: Arc<Script> = Arc::new(script);
        let accepted = Arc::clone(&connections);
        let running = tokio::spawn(accept(listener, script, Arc::clone(&recorded), accepted));
        Ok(Self { address, recorded, connections, running })
    }

    /// Returns the address, for a client.
    pub fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests received so far.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the number of connections made so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Returns the last received request.
    pub fn last(&self) -> Option<Recorded> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner).last().cloned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn accept(
    listener: TcpListener,
    script: Arc<Script>,
    recorded: Arc<Mutex<Vec<Recorded>>>,
    accepted: Arc<AtomicUsize>,
) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        accepted.fetch_add(1, Ordering::SeqCst);
        let (script, recorded) = (Arc::clone(&script), Arc::clone(&recorded));
        connections.spawn(async move {
            let service = service_fn(|request| respond(request, &script, &recorded));
            // A client that closes the connection is not an error of the server.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn respond(
    request: Request<Incoming>,
    script: &Arc<Script>,
    recorded: &Mutex<Vec<Recorded>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let request = Recorded {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
    };
    let mut reply = script(&request);
    recorded.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    while let Reply::Held(until, held) = reply {
        if let Ok(permit) = until.acquire().await {
            permit.forget();
        }
        reply = *held;
    }
    match reply {
        Reply::Silence | Reply::Held(..) => std::future::pending().await,
        Reply::Response { status, headers, body } => {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            let broken = |_| {
                let mut response = Response::new(Full::new(Bytes::from_static(b"broken script")));
                *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
                response
            };
            Ok(response.body(Full::new(body)).unwrap_or_else(broken))
        }
    }
}
