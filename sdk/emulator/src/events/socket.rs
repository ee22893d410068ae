//! The connection of a subscription.

use std::{future::poll_fn, io, pin::Pin, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead as _, ReadBuf},
    sync::watch,
    time::{Instant, sleep_until, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Message, Utf8Bytes,
        protocol::{
            CloseFrame, Role, WebSocketConfig,
            frame::{Utf8Bytes as Reason, coding::CloseCode},
        },
    },
};

use super::{EventFault, Subscriber};

/// Maximum size of a message from a subscriber, in bytes. Subscribers have nothing to say.
const LARGEST: usize = 64 * 1024;
/// Time limit for the close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// The end of a connection.
enum End {
    /// The subscriber has left, or the connection is dropped on purpose.
    Gone,
    Close(CloseCode, &'static str),
}

/// Sends events until the connection ends, or `stopped` is set.
pub(crate) async fn serve(
    io: Upgraded,
    mut subscriber: Subscriber,
    mut stopped: watch::Receiver<bool>,
) {
    let config = WebSocketConfig::default()
        .max_frame_size(Some(LARGEST))
        .max_message_size(Some(LARGEST))
        // Frames of an injected flood are larger.
        .max_write_buffer_size(usize::MAX);
    let io = TokioIo::new(io);
    let mut socket = WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await;
    let mut cut = subscriber.cut.clone();
    let end = tokio::select! {
        biased;
        _ = cut.changed() => return,
        end = run(&mut socket, &mut subscriber) => end,
        _ = stopped.changed() => End::Close(CloseCode::Away, "the emulator stops"),
    };
    drop(subscriber);
    if let End::Close(code, reason) = end {
        let frame = CloseFrame { code, reason: Reason::from_static(reason) };
        let closing = async {
            socket.close(Some(frame)).await?;
            // Without the close frame of the peer, closing the socket could lose the own one.
            while let Some(Ok(_)) = socket.next().await {}
            Ok::<_, tungstenite::Error>(())
        };
        let _ = timeout(CLOSE_TIMEOUT, closing).await;
    }
}

async fn run(socket: &mut Socket, subscriber: &mut Subscriber) -> End {
    let mut added = subscriber.faults().additions();
    let mut is_mute = false;
    loop {
        match subscriber.faults().at_connection(&subscriber.code) {
            Some(EventFault::Silence) => {
                while read(socket, true).await.is_ok() {}
                return End::Gone;
            }
            Some(_) => is_mute = true,
            None => {}
        }
        tokio::select! {
            read = read(socket, is_mute) => if read.is_err() {
                return End::Gone;
            },
            event = subscriber.events.recv() => {
                let Some(event) = event else {
                    return End::Close(CloseCode::Again, "the subscriber reads too slowly");
                };
                let fault = subscriber.faults().at_event(&subscriber.code);
                match deliver(socket, &subscriber.code, event, fault, is_mute).await {
                    Ok(None) => {}
                    Ok(Some(end)) => return end,
                    Err(_) => return End::Gone,
                }
            }
            // The next pass looks for faults of this connection.
            _ = added.changed() => {}
        }
    }
}

/// Reads until the next message. Pings are answered, unless the connection is mute.
async fn read(socket: &mut Socket, is_mute: bool) -> Result<(), tungstenite::Error> {
    if !is_mute {
        return match socket.next().await {
            Some(read) => read.map(drop),
            None => Err(tungstenite::Error::ConnectionClosed),
        };
    }
    // Below the framing, which would answer pings.
    let mut bytes = [0; 1_024];
    let mut bytes = ReadBuf::new(&mut bytes);
    poll_fn(|context| Pin::new(socket.get_mut()).poll_read(context, &mut bytes)).await?;
    match bytes.filled().is_empty() {
        true => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
        false => Ok(()),
    }
}

/// Sends an event, with a fault.
async fn deliver(
    socket: &mut Socket,
    code: &str,
    event: Utf8Bytes,
    fault: Option<EventFault>,
    is_mute: bool,
) -> Result<Option<End>, tungstenite::Error> {
    match fault {
        Some(EventFault::Drop) => return Ok(Some(End::Gone)),
        Some(EventFault::Close(code)) => {
            let code = Some(CloseCode::from(code)).filter(|code| code.is_allowed());
            return Ok(Some(End::Close(code.unwrap_or(CloseCode::Error), "injected fault")));
        }
        Some(EventFault::Delay(by)) => {
            let end = Instant::now() + by;
            loop {
                // Pings are answered in the meantime.
                tokio::select! {
                    () = sleep_until(end) => break,
                    read = read(socket, is_mute) => read?,
                }
            }
            socket.send(Message::Text(event)).await?;
        }
        Some(EventFault::Flood(times)) => {
            for _ in 0..times {
                socket.feed(Message::Text(event.clone())).await?;
            }
            socket.flush().await?;
        }
        Some(EventFault::Garbage) => {
            let broken = format!("{{\"eventType\":{},\"eventData\":{{", serde_json::json!(code));
            socket.send(Message::text(broken)).await?;
        }
        Some(EventFault::Oversized(bytes)) => {
            socket.send(Message::text(oversized(code, bytes))).await?;
        }
        Some(EventFault::Binary) => socket.send(Message::Binary(event.into())).await?,
        _ => socket.send(Message::Text(event)).await?,
    }
    Ok(None)
}

/// Returns an event of exactly this size, unless that is too small for an event.
fn oversized(code: &str, bytes: usize) -> String {
    let code = serde_json::json!(code);
    let (start, end) = (format!("{{\"eventType\":{code},\"eventData\":{{\"filler\":\""), "\"}}");
    let filler = bytes.saturating_sub(start.len() + end.len());
    format!("{start}{}{end}", "x".repeat(filler))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oversized_event_is_valid_json_of_the_requested_size() {
        let text = oversized("authing.user.login", 5_000);
        assert_eq!(text.len(), 5_000);
        let event: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(event["eventType"], "authing.user.login");
    }
}
