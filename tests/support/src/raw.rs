//! A server with incorrect HTTP: it closes connections, stalls and cuts responses short.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// Reaction of the server to a request, once it has read all of it.
#[derive(Clone, Debug)]
pub enum Act {
    /// Writes this and waits for the next request.
    Keep(Vec<u8>),
    /// Writes this and closes the connection.
    Close(Vec<u8>),
    /// Writes this and nothing more, until the client closes the connection.
    Stall(Vec<u8>),
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct RawServer {
    address: SocketAddr,
    counts: Arc<Counts>,
    running: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Counts {
    requests: AtomicUsize,
    connections: AtomicUsize,
    open: AtomicUsize,
}

impl RawServer {
    /// Starts a server that reacts to the requests, counted from 0, as `script` specifies.
    ///
    /// # Errors
    ///
    /// Returns an error if no loopback port is available.
    pub async fn start(script: impl Fn(usize) -> Act + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let counts = Arc::new(Counts::default());
        let shared = Arc::clone(&counts);
        let script = Arc::new(script);
        let running = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (script, counts) = (Arc::clone(&script), Arc::clone(&shared));
                counts.connections.fetch_add(1, Ordering::SeqCst);
                counts.open.fetch_add(1, Ordering::SeqCst);
                connections.spawn(async move {
                    // A client that closes the connection is not an error of the server.
                    let _ = serve(stream, &*script, &counts).await;
                    counts.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(Self { address, counts, running })
    }

    /// Returns the address, for a client.
    pub fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the number of received requests.
    pub fn requests(&self) -> usize {
        self.counts.requests.load(Ordering::SeqCst)
    }

    /// Returns the number of connections made so far.
    pub fn connections(&self) -> usize {
        self.counts.connections.load(Ordering::SeqCst)
    }

    /// Returns the number of open connections.
    pub fn open(&self) -> usize {
        self.counts.open.load(Ordering::SeqCst)
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    script: &(dyn Fn(usize) -> Act + Send + Sync),
    counts: &Counts,
) -> io::Result<()> {
    let mut read = Vec::new();
    while read_request(&mut stream, &mut read).await? {
        match script(counts.requests.fetch_add(1, Ordering::SeqCst)) {
            Act::Keep(bytes) => stream.write_all(&bytes).await?,
            Act::Close(bytes) => {
                stream.write_all(&bytes).await?;
                return stream.shutdown().await;
            }
            Act::Stall(bytes) => {
                stream.write_all(&bytes).await?;
                while stream.read(&mut [0; 64]).await? > 0 {}
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Reads one request from the stream; returns `false` at the end.
async fn read_request(stream: &mut TcpStream, read: &mut Vec<u8>) -> io::Result<bool> {
    loop {
        if let Some(head) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&read[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0_usize);
            let end = head + 4 + length;
            if read.len() >= end {
                read.drain(..end);
                return Ok(true);
            }
        }
        if stream.read_buf(read).await? == 0 {
            return Ok(false);
        }
    }
}

/// Returns a complete response with this body.
pub fn response(body: &str) -> Vec<u8> {
    announced(body.len(), body)
}

/// Returns a response that announces a body of this length, whatever the length of the body is.
pub fn announced(length: usize, body: &str) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), body.as_bytes()].concat()
}
