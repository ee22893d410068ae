//! A server for requests that a provider or a browser sends.

use std::{convert::Infallible, io, net::SocketAddr};

use http_body_util::{BodyExt as _, Empty};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{HeaderValue, LOCATION},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
    task::JoinHandle,
};

/// A server on a free port of loopback that accepts every request, for back-channel logout and for
/// responses that a browser posts.
pub struct Listener {
    address: SocketAddr,
    bodies: Mutex<mpsc::UnboundedReceiver<String>>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Starts the server.
    ///
    /// # Errors
    /// If there is no free port.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(None).await
    }

    /// Starts a server that redirects to a URL, as an application does after a sign-in.
    ///
    /// # Errors
    /// If there is no free port.
    pub async fn redirecting(url: &'static str) -> io::Result<Self> {
        Self::start_with(Some(HeaderValue::from_static(url))).await
    }

    async fn start_with(location: Option<HeaderValue>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (sender, receiver) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (sender, location) = (sender.clone(), location.clone());
                let service =
                    service_fn(move |request| record(request, sender.clone(), location.clone()));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Ok(Self { address, bodies: Mutex::new(receiver), task })
    }

    /// Returns the URL of the server.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Waits for the next request and returns its body.
    pub async fn body(&self) -> String {
        self.bodies.lock().await.recv().await.unwrap_or_default()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn record(
    request: Request<Incoming>,
    bodies: mpsc::UnboundedSender<String>,
    location: Option<HeaderValue>,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    if let Ok(body) = request.into_body().collect().await {
        let _ = bodies.send(String::from_utf8_lossy(&body.to_bytes()).into_owned());
    }
    let mut response = Response::new(Empty::new());
    if let Some(location) = location {
        *response.status_mut() = StatusCode::SEE_OTHER;
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}
