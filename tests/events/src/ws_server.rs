//! [`WsServer`]: a server of the npm package `ws`.

use peers::{Script, available, packages};
use serde_json::json;

/// A server of the npm package `ws`.
pub struct WsServer {
    script: Script,
    host: String,
}

impl WsServer {
    /// Starts a server that pings every `ping_millis` milliseconds and closes connections after three
    /// missed pongs; `None` if the test has to be skipped.
    ///
    /// # Panics
    /// If the server does not start, or is missing while `GENAUTH_REQUIRE_PEERS` is `1`.
    pub async fn start(ping_millis: u64) -> Option<Self> {
        let packages = available(packages())?;
        let config = json!({"pingMillis": ping_millis});
        let (script, ready) = Script::start("ws/server.mjs", packages, &config).await;
        let host = ready["host"].as_str().unwrap_or_default().to_owned();
        Some(Self { script, host })
    }

    /// Returns the URL of the server.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Sends events with the numbers in this range to each open connection.
    pub async fn send(&self, from: u64, to: u64) {
        self.script.send(json!({"command": "send", "from": from, "to": to})).await;
    }

    /// Cuts all connections off.
    pub async fn drop_connections(&self) {
        self.script.send(json!({"command": "drop"})).await;
    }

    /// Closes all connections with this code.
    pub async fn close_connections(&self, code: u16) {
        self.script.send(json!({"command": "close", "code": code})).await;
    }

    /// Returns the number of open connections, and the number of connections so far.
    pub async fn connections(&self) -> (u64, u64) {
        let counts = self.script.send(json!({"command": "count"})).await;
        let number = |name: &str| counts[name].as_u64().unwrap_or_default();
        (number("open"), number("total"))
    }
}
