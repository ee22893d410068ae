//! A server on loopback with prepared responses.

// Each test binary uses its own part of this.
#![allow(dead_code)]

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread::JoinHandle,
};

/// A server that responds to a number of requests and returns them as text.
pub struct Server {
    pub address: String,
    requests: JoinHandle<Vec<String>>,
}

impl Server {
    /// Starts a server that responds to one request.
    pub fn responding(status: &'static str, body: &'static str) -> Self {
        Self::start(vec![(status, body)])
    }

    /// Starts a server that responds to one request with each of these bodies.
    pub fn with_answers(bodies: &[&'static str]) -> Self {
        Self::start(bodies.iter().map(|body| ("200 OK", *body)).collect())
    }

    fn start(responses: Vec<(&'static str, &'static str)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = std::thread::spawn(move || {
            let responses = responses.into_iter();
            responses
                .map(|(status, body)| respond(listener.accept().unwrap().0, status, body))
                .collect()
        });
        Self { address, requests }
    }

    /// Returns the only request.
    pub fn request(self) -> String {
        self.requests().remove(0)
    }

    /// Returns all requests, once every response is sent.
    pub fn requests(self) -> Vec<String> {
        self.requests.join().unwrap()
    }
}

fn respond(mut stream: TcpStream, status: &str, body: &str) -> String {
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    while !is_whole(&received) {
        let count = stream.read(&mut buffer).unwrap();
        assert_ne!(count, 0, "the request breaks off");
        received.extend_from_slice(&buffer[..count]);
    }
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\n");
    write!(stream, "{head}content-length: {length}\r\nconnection: close\r\n\r\n{body}").unwrap();
    String::from_utf8(received).unwrap()
}

/// Returns whether head and body of a request are complete; a body has a length or chunks.
fn is_whole(received: &[u8]) -> bool {
    let text = String::from_utf8_lossy(received).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    match length {
        Some(length) => body.len() >= length.trim().parse().unwrap(),
        None if head.contains("transfer-encoding: chunked") => body.ends_with("0\r\n\r\n"),
        None => true,
    }
}
