//! [`Server`]: a scripted server.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use crate::reply::{Reply, Then};
use crate::request::Request;

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    running: JoinHandle<()>,
}

type Script = dyn Fn(&Request) -> Reply + Send + Sync;

impl Server {
    /// Starts a server that reacts to requests with what `script` returns.
    ///
    /// # Errors
    ///
    /// Returns an error if no loopback port is available.
    pub async fn start(
        script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let requests = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&requests);
        let script: Arc<Script> = Arc::new(script);
        let running = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (script, requests) = (Arc::clone(&script), Arc::clone(&shared));
                connections.spawn(async move {
                    // A client that closes the connection is not an error of the server.
                    let _ = serve(stream, &*script, &requests).await;
                });
            }
        });
        Ok(Self { address, requests, running })
    }

    /// Starts a server that always reacts in the same way.
    ///
    /// # Errors
    ///
    /// Returns an error if no loopback port is available.
    pub async fn replying(reply: Reply) -> io::Result<Self> {
        Self::start(move |_| reply.clone()).await
    }

    /// Returns the address, for a client.
    #[must_use]
    pub fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests received so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    script: &Script,
    requests: &Mutex<Vec<Request>>,
) -> io::Result<()> {
    let mut read = Vec::new();
    while let Some(head) = read_head(&mut stream, &mut read).await? {
        let request = Request::parse(&head);
        let reply = script(&request);
        requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        stream.write_all(&reply.bytes).await?;
        match reply.then {
            Then::Keep => {}
            Then::Close => return stream.shutdown().await,
            Then::Stall => {
                while stream.read(&mut [0; 64]).await? > 0 {}
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Reads the head of a request without a body; `None` at the end of the connection.
async fn read_head(stream: &mut TcpStream, read: &mut Vec<u8>) -> io::Result<Option<String>> {
    loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            read.drain(..end + 4);
            return Ok(Some(head));
        }
        if stream.read_buf(read).await? == 0 {
            return Ok(None);
        }
    }
}
