//! [`Incoming`]: a connection before the response to its request.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use url::Url;

use crate::Peer;

/// A request, as it was received.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Path and query.
    pub target: String,
    /// The head of the request.
    pub head: String,
}

impl Recorded {
    /// Returns a parameter of the URL, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let url = Url::parse(&format!("http://localhost{}", self.target)).ok()?;
        let found = url.query_pairs().find(|(known, _)| known == name);
        found.map(|(_, value)| value.into_owned())
    }

    /// Returns a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Counts a connection while it is open.
#[derive(Debug)]
pub(crate) struct Open(Arc<AtomicUsize>);

impl Open {
    pub(crate) fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A connection before the response to its request.
#[derive(Debug)]
pub struct Incoming {
    /// The number of the connection, counted from 0.
    pub number: usize,
    /// The request.
    pub request: Recorded,
    /// The connection.
    pub stream: TcpStream,
    pub(crate) open: Open,
}

impl Incoming {
    /// Reads the head of a request, without a byte of what follows it; `None` at the end.
    pub(crate) async fn read(
        mut stream: TcpStream,
        number: usize,
        open: Open,
    ) -> io::Result<Option<Self>> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            if stream.read(&mut byte).await? == 0 {
                return Ok(None);
            }
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
        Ok(Some(Self { number, request: Recorded { target, head }, stream, open }))
    }

    /// Returns the response that accepts the upgrade.
    pub fn acceptance(&self) -> String {
        let key = self.request.header("sec-websocket-key").unwrap_or_default();
        format!(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
             sec-websocket-accept: {}\r\n\r\n",
            derive_accept_key(key.as_bytes())
        )
    }

    /// Accepts the upgrade.
    ///
    /// # Errors
    /// If the connection is closed.
    pub async fn accept(self) -> io::Result<Peer> {
        self.accept_with(&[]).await
    }

    /// Accepts the upgrade, with frames in the same segment.
    ///
    /// # Errors
    /// If the connection is closed.
    pub async fn accept_with(mut self, frames: &[u8]) -> io::Result<Peer> {
        self.stream.set_nodelay(true)?;
        let response = [self.acceptance().as_bytes(), frames].concat();
        self.stream.write_all(&response).await?;
        Ok(Peer::new(self.stream, self.open).await)
    }

    /// Responds with a status and a header, for instance `retry-after: 3`.
    ///
    /// # Errors
    /// If the connection is closed.
    pub async fn refuse(mut self, status: u16, header: &str) -> io::Result<()> {
        let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
        let response = format!("HTTP/1.1 {status} Refused\r\n{header}content-length: 0\r\n\r\n");
        self.stream.write_all(response.as_bytes()).await?;
        self.until_closed().await
    }

    /// Reads until the client closes the connection.
    ///
    /// # Errors
    /// If the connection is reset.
    pub async fn until_closed(mut self) -> io::Result<()> {
        while self.stream.read(&mut [0; 1024]).await? > 0 {}
        Ok(())
    }
}
