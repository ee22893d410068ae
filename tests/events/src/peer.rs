//! [`Peer`]: the server's end of a WebSocket connection.

use std::{io, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        protocol::{CloseFrame, Role, frame::coding::CloseCode},
    },
};

use crate::incoming::Open;

/// The server's end of a WebSocket connection. Its methods return when the client has closed it.
pub struct Peer {
    stream: WebSocketStream<TcpStream>,
    _open: Open,
}

impl Peer {
    pub(crate) async fn new(stream: TcpStream, open: Open) -> Self {
        let stream = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
        Self { stream, _open: open }
    }

    /// Sends a text; returns whether the connection is open.
    pub async fn send(&mut self, text: impl Into<String>) -> bool {
        self.stream.send(Message::text(text.into())).await.is_ok()
    }

    /// Sends a ping; returns whether the connection is open.
    pub async fn ping(&mut self) -> bool {
        self.stream.send(Message::Ping("ping".into())).await.is_ok()
    }

    /// Writes bytes as they are; returns whether the connection is open.
    pub async fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.get_mut().write_all(bytes).await.is_ok()
    }

    /// Closes the connection with this code, waits for the client, and returns the code of its reply.
    pub async fn close(mut self, code: u16) -> Option<u16> {
        let frame = CloseFrame { code: CloseCode::from(code), reason: Default::default() };
        let _ = self.stream.close(Some(frame)).await;
        self.until_closed().await
    }

    /// Returns the next message, `None` at the end. Pings are answered.
    pub async fn next(&mut self) -> Option<Message> {
        self.stream.next().await?.ok()
    }

    /// Answers pings for a time.
    pub async fn stay(&mut self, time: Duration) {
        let _ = timeout(time, async { while self.next().await.is_some() {} }).await;
    }

    /// Answers pings until the client closes the connection; returns the code of its close frame.
    pub async fn until_closed(mut self) -> Option<u16> {
        let mut code = None;
        while let Some(message) = self.next().await {
            if let Message::Close(Some(frame)) = message {
                code = Some(frame.code.into());
            }
        }
        code
    }

    /// Reads and ignores everything, without a response to pings, until the client closes the
    /// connection.
    ///
    /// # Errors
    /// If the connection is reset.
    pub async fn ignore(mut self) -> io::Result<()> {
        while self.stream.get_mut().read(&mut [0; 1024]).await? > 0 {}
        Ok(())
    }
}
