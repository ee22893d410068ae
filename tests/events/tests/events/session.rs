//! [`Sessions`]: a provider that refreshes user sessions.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use genauth::AuthenticationClient;
use genauth_event_tests::{Incoming, Server};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;

/// A provider that issues `ACCESS_1`, `ACCESS_2` and so on for refresh tokens.
pub struct Sessions {
    server: Server,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    issued: AtomicUsize,
    fails: AtomicBool,
    ended: AtomicBool,
    stalls: AtomicBool,
}

impl Sessions {
    pub async fn start() -> Self {
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let server = Server::start(move |incoming| respond(incoming, Arc::clone(&shared)));
        Self { server: server.await.unwrap(), state }
    }

    /// Returns a client for a user with the access token `ACCESS_0`, and its host of events.
    pub async fn client(&self, event_host: &str) -> AuthenticationClient {
        let app = AuthenticationClient::builder("APP_ID", self.server.host());
        let app = app.app_secret("test-secret").event_host(event_host).build().unwrap();
        let oauth = app.oauth().redirect_uri("https://app.example/callback").build().unwrap();
        let stored = json!({
            "tokens": {"access_token": "ACCESS_0", "refresh_token": "REFRESH", "token_type": "Bearer"},
            "created_at": 1_700_000_000, "version": 0,
        });
        app.with_session(&oauth.restore_session(serde_json::from_value(stored).unwrap()))
    }

    /// Sets whether the provider is unavailable.
    pub fn fail(&self, fails: bool) {
        self.state.fails.store(fails, Ordering::SeqCst);
    }

    /// Leaves requests without a response.
    pub fn stall(&self) {
        self.state.stalls.store(true, Ordering::SeqCst);
    }

    /// Ends all sessions.
    pub fn end(&self) {
        self.state.ended.store(true, Ordering::SeqCst);
    }
}

async fn respond(mut incoming: Incoming, state: Arc<State>) -> std::io::Result<()> {
    if state.stalls.load(Ordering::SeqCst) {
        return incoming.until_closed().await;
    }
    let (status, body) = if state.fails.load(Ordering::SeqCst) {
        (503, json!({}))
    } else if state.ended.load(Ordering::SeqCst) {
        (400, json!({"error": "invalid_grant"}))
    } else {
        let number = state.issued.fetch_add(1, Ordering::SeqCst) + 1;
        let access_token = format!("ACCESS_{number}");
        (
            200,
            json!({"access_token": access_token, "refresh_token": "REFRESH", "token_type": "Bearer"}),
        )
    };
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} Response\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        body.len()
    );
    incoming.stream.write_all((head + &body).as_bytes()).await?;
    incoming.until_closed().await
}
