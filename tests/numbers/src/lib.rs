//! A server for `tests/numbers.rs`. `genauth-test-support` has more to offer, and dependencies that
//! enable features of `serde_json`.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The first line.
    pub line: String,
    /// The body.
    pub body: String,
}

/// A server on loopback that records its requests.
#[derive(Debug)]
pub struct Server {
    host: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server that responds with the returned JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if no loopback port is available.
    pub async fn start(
        reply: impl Fn(&Request) -> String + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let host = format!("http://{}", listener.local_addr()?);
        let requests = Arc::<Mutex<Vec<Request>>>::default();
        let (recorded, reply) = (Arc::clone(&requests), Arc::new(reply));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (recorded, reply) = (Arc::clone(&recorded), Arc::clone(&reply));
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    let request = read(&mut stream).await?;
                    let text = reply(&request);
                    recorded.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                    let head =
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
                    let response =
                        format!("{head}\r\ncontent-length: {}\r\n\r\n{text}", text.len());
                    stream.write_all(response.as_bytes()).await
                });
            }
        });
        Ok(Self { host, requests })
    }

    /// Returns the base URL.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the requests, the oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Request> {
    let (mut line, mut length) = (String::new(), 0);
    stream.read_line(&mut line).await?;
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await?;
        match header.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Request { line, body: String::from_utf8(body).map_err(io::Error::other)? })
}
