//! [`Connection`]: an established WebSocket connection.

use std::{pin::pin, sync::Arc};

use bytes::Bytes;
use futures_util::{
    FutureExt as _, SinkExt as _, StreamExt as _,
    future::{Either, select},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, sleep_until},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error as WsError, Message,
        error::ProtocolError,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

use super::buffer::Buffer;
use super::decode::{binary, decode};
use super::options::Options;
use super::watched::{Moment, Watched};
use crate::error::{EventError, EventErrorKind as Kind};

/// An established WebSocket connection. Closed when dropped, without waiting for the server.
pub(super) struct Connection<S: AsyncRead + AsyncWrite + Unpin> {
    stream: WebSocketStream<Watched<S>>,
    /// Host and path, for messages.
    place: Arc<str>,
    options: Arc<Options>,
    /// The count of the socket when the last ping was sent, with its time.
    pinged: Option<(u64, Instant)>,
    /// The code to close the connection with.
    close_code: CloseCode,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    pub(super) async fn new(socket: S, place: Arc<str>, options: Arc<Options>) -> Self {
        let config = WebSocketConfig::default()
            // Eagerly allocated, for each connection.
            .read_buffer_size(8 * 1024)
            .write_buffer_size(0)
            .max_frame_size(Some(options.max_frame_bytes))
            .max_message_size(Some(options.max_message_bytes));
        let stream =
            WebSocketStream::from_raw_socket(Watched::new(socket), Role::Client, Some(config))
                .await;
        Self { stream, place, options, pinged: None, close_code: CloseCode::Normal }
    }

    /// Returns the last time at which everything that the server had sent was read.
    pub(super) fn drained(&self) -> Moment {
        self.stream.get_ref().drained()
    }

    /// Reads messages into the buffer until the connection is lost.
    pub(super) async fn run(&mut self, buffer: &Buffer) -> EventError {
        loop {
            let item = match self.read().await {
                Some(Some(Ok(Message::Text(text)))) => decode(&text),
                Some(Some(Ok(Message::Binary(bytes)))) => Err(binary(bytes.len())),
                Some(Some(Ok(Message::Close(frame)))) => return self.closed(frame),
                // The next read sends the pong first.
                Some(Some(Ok(_))) => continue,
                Some(Some(Err(error))) => return self.failed(&error),
                Some(None) => return self.closed(None),
                None => match self.tick().await {
                    Ok(()) => continue,
                    Err(error) => return error,
                },
            };
            if buffer.push(item).await {
                self.stream.get_mut().resume();
            }
        }
    }

    /// Returns the next message; `None` when it is time for a ping, or when its pong is due.
    async fn read(&mut self) -> Option<Option<Result<Message, WsError>>> {
        // Polled, and thereby set, only when there is nothing to read.
        let timer = pin!(sleep_until(self.timer()));
        match select(self.stream.next(), timer).await {
            Either::Left((message, _)) => Some(message),
            Either::Right(_) => None,
        }
    }

    /// Returns the time of the next ping, or that at which its pong is due.
    fn timer(&self) -> Instant {
        let socket = self.stream.get_ref();
        match self.pinged {
            Some((count, at)) if count == socket.count() => at + self.options.pong_timeout,
            _ => socket.heard() + self.options.ping_interval,
        }
    }

    /// Sends a ping if it is time, and fails if the last one was in vain.
    async fn tick(&mut self) -> Result<(), EventError> {
        let now = Instant::now();
        // Something may have arrived that is no complete message.
        if now < self.timer() {
            return Ok(());
        }
        let count = self.stream.get_ref().count();
        if self.pinged.is_some_and(|(before, _)| before == count) {
            return Err(self.unresponsive());
        }
        self.pinged = Some((count, now));
        let due = now + self.options.pong_timeout;
        let sent = {
            let send = self.stream.send(Message::Ping(Bytes::new()));
            match select(pin!(send), pin!(sleep_until(due))).await {
                Either::Left((sent, _)) => sent,
                Either::Right(_) => return Err(self.unresponsive()),
            }
        };
        sent.map_err(|error| self.failed(&error))
    }

    fn unresponsive(&self) -> EventError {
        let Options { ping_interval, pong_timeout, .. } = *self.options;
        self.error(
            Kind::Unresponsive,
            format!(
                "the server sent nothing for {ping_interval:?}, nor in response to a ping within \
                 {pong_timeout:?}"
            ),
        )
    }

    /// Returns the error of a connection that the server has closed.
    fn closed(&self, frame: Option<CloseFrame>) -> EventError {
        let code = frame.map(|frame| u16::from(frame.code));
        let cause = match code {
            Some(code) => format!("the server closed the connection with code {code}"),
            None => "the server closed the connection".to_owned(),
        };
        self.error(Kind::Disconnected, cause).with_close_code(code)
    }

    fn failed(&mut self, error: &WsError) -> EventError {
        let (kind, cause) = match error {
            WsError::Capacity(_) => {
                self.close_code = CloseCode::Size;
                let Options { max_frame_bytes, max_message_bytes, .. } = *self.options;
                let cause = format!(
                    "a message exceeds the limit of {max_frame_bytes} bytes for a frame or \
                     {max_message_bytes} bytes in total; raise `max_frame_bytes` and \
                     `max_message_bytes` if the server is right"
                );
                (Kind::TooLong, cause)
            }
            WsError::Utf8(_) => {
                self.close_code = CloseCode::Invalid;
                (
                    Kind::Protocol,
                    "a text or the reason of a close frame is not valid UTF-8".to_owned(),
                )
            }
            WsError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
                (Kind::Disconnected, "the connection was cut off".to_owned())
            }
            WsError::Protocol(error) => {
                self.close_code = CloseCode::Protocol;
                (Kind::Protocol, format!("a frame of the server is not valid: {error}"))
            }
            WsError::Io(error) => {
                (Kind::Disconnected, format!("the connection was lost ({})", error.kind()))
            }
            error => (Kind::Disconnected, format!("the connection was lost ({error})")),
        };
        self.error(kind, cause)
    }

    fn error(&self, kind: Kind, cause: String) -> EventError {
        EventError::new(kind, format!("subscription at {}: {cause}", self.place))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Drop for Connection<S> {
    fn drop(&mut self) {
        let frame = CloseFrame { code: self.close_code, reason: Default::default() };
        // Writes what the socket accepts at once.
        let _ = self.stream.close(Some(frame)).now_or_never();
        // The reply, if the server has closed the connection.
        let _ = self.stream.flush().now_or_never();
    }
}
