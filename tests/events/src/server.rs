//! [`Server`]: a scripted server.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

use crate::{
    Incoming,
    incoming::{Open, Recorded},
};

/// A server that runs a script for each connection, until it is dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    connections: AtomicUsize,
    open: Arc<AtomicUsize>,
    requests: Mutex<Vec<Recorded>>,
}

impl Shared {
    fn record(&self, incoming: &Incoming) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(incoming.request.clone());
    }
}

impl Server {
    /// Starts a server.
    ///
    /// # Errors
    /// If there is no free port.
    pub async fn start<F>(
        script: impl Fn(Incoming) -> F + Send + Sync + 'static,
    ) -> io::Result<Self>
    where
        F: Future<Output = io::Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let task = tokio::spawn(serve(listener, Arc::new(script), Arc::clone(&shared)));
        Ok(Self { address, shared, task })
    }

    /// Returns the URL of the server.
    pub fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the address of the server.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the requests, in their order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the number of connections so far.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Returns the number of open connections.
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve<F>(
    listener: TcpListener,
    script: Arc<impl Fn(Incoming) -> F + Send + Sync + 'static>,
    shared: Arc<Shared>,
) where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let number = shared.connections.fetch_add(1, Ordering::SeqCst);
        let open = Open::new(&shared.open);
        let (script, shared) = (Arc::clone(&script), Arc::clone(&shared));
        connections.spawn(async move {
            // A client that closes the connection is not a mistake of the script.
            if let Ok(Some(incoming)) = Incoming::read(stream, number, open).await {
                shared.record(&incoming);
                let _ = script(incoming).await;
            }
        });
        while connections.try_join_next().is_some() {}
    }
}
