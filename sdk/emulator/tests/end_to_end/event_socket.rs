//! A WebSocket client for tests, independent of the SDK.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{SinkExt as _, StreamExt as _};
use genauth_emulator::{Emulator, demo};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _, http::Request},
};

/// A subscription.
pub struct Socket(pub WebSocketStream<TcpStream>);

impl Socket {
    /// Subscribes as a user.
    pub async fn of_user(emulator: &Emulator, code: &str, token: &str) -> Self {
        Self::open(emulator, user_request(emulator, code, token)).await.unwrap()
    }

    /// Subscribes as an administrator.
    pub async fn of_admin(emulator: &Emulator, code: &str) -> Self {
        Self::open(emulator, admin_request(emulator, code, &signature(demo::SECRET))).await.unwrap()
    }

    /// Opens a connection.
    pub async fn open(emulator: &Emulator, request: Request<()>) -> Result<Self, Error> {
        let stream = TcpStream::connect(emulator.address()).await.unwrap();
        client_async(request, stream).await.map(|(socket, _)| Self(socket))
    }

    /// Returns the next message.
    pub async fn message(&mut self) -> Message {
        self.0.next().await.unwrap().unwrap()
    }

    /// Returns code and data of the next event.
    pub async fn event(&mut self) -> (String, Value) {
        let text = self.message().await.into_text().unwrap();
        let frame: Value = serde_json::from_str(text.as_str()).unwrap();
        (frame["eventType"].as_str().unwrap().to_owned(), frame["eventData"].clone())
    }

    /// Sends a ping and returns the next message.
    pub async fn ping(&mut self) -> Message {
        self.0.send(Message::Ping("ping".into())).await.unwrap();
        self.message().await
    }
}

/// Returns the HTTP status that rejects a connection attempt.
pub async fn refused(emulator: &Emulator, request: Request<()>) -> u16 {
    match Socket::open(emulator, request).await.err().unwrap() {
        Error::Http(response) => response.status().as_u16(),
        other => panic!("{other}"),
    }
}

/// Returns the request of a user.
pub fn user_request(emulator: &Emulator, code: &str, token: &str) -> Request<()> {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", code)
        .append_pair("token", token)
        .finish();
    request(emulator, &format!("authentication/sub?{query}"))
}

/// Returns the request of an administrator.
pub fn admin_request(emulator: &Emulator, code: &str, signature: &str) -> Request<()> {
    let query =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("code", code).finish();
    let mut request = request(emulator, &format!("management/sub?{query}"));
    let value = format!("authing {}:{signature}", demo::ACCESS_KEY_ID);
    request.headers_mut().insert("authorization", value.parse().unwrap());
    request
}

/// Returns the handshake of a subscription.
pub fn request(emulator: &Emulator, path: &str) -> Request<()> {
    format!("ws://{}/events/v1/{path}", emulator.address()).into_client_request().unwrap()
}

/// Returns the documented signature of a subscription.
pub fn signature(secret: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, b"websocket\n"))
}
