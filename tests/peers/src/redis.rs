//! The Redis server.

#![allow(clippy::expect_used, clippy::panic, reason = "fails the test that needs Redis")]

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::{net::TcpStream, time::sleep};

use crate::skip::{available, redis_server};

/// A start takes no longer, even on a busy machine.
const ATTEMPTS: usize = 1_500;

/// A Redis server with a password, on a free port of loopback. It keeps nothing on disk.
pub struct Redis {
    process: Child,
    port: u16,
}

impl Redis {
    /// The password of all servers.
    pub const PASSWORD: &str = "test-secret";

    /// Starts a server; `None` if the test has to be skipped.
    ///
    /// # Panics
    /// If the server does not start, or is missing while `GENAUTH_REQUIRE_PEERS` is `1`.
    pub async fn start() -> Option<Self> {
        let program = available(redis_server())?;
        // A port that was free shortly before.
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("loopback has a free port")
            .port();
        let process = Command::new(program)
            .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
            .args(["--save", "", "--appendonly", "no", "--requirepass", Self::PASSWORD])
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server starts");
        let redis = Self { process, port };
        for _ in 0..ATTEMPTS {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Some(redis);
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("redis-server does not start");
    }

    /// Returns the URL of database 0, with the password.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_with(Self::PASSWORD)
    }

    /// Like [`url`](Self::url), with another password.
    #[must_use]
    pub fn url_with(&self, password: &str) -> String {
        format!("redis://:{password}@127.0.0.1:{}/0", self.port)
    }

    /// Sends a command with `redis-cli`, and returns what it prints.
    ///
    /// # Panics
    /// If there is no `redis-cli`.
    pub fn ask(&self, words: &[&str]) -> String {
        let output = Command::new("redis-cli")
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-a", Self::PASSWORD])
            .args(words)
            // It warns of passwords in arguments.
            .stderr(Stdio::null())
            .output()
            .expect("redis-cli starts");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
