//! Log of requests and their responses, for the console.

use std::{fmt, time::Duration};

use tokio::sync::broadcast::{self, error::RecvError};

use crate::api::{Operation, redacted_path};

/// Number of requests kept for a slow reader; older ones are lost.
const WAITING: usize = 1_024;
/// Maximum length of a logged path.
const LONGEST: usize = 200;
/// Minimum length of a path segment that may be a token.
const TOKEN: usize = 32;
/// Placeholder for a secret.
const HIDDEN: &str = "[hidden]";

/// A request that got a response. It contains no secrets: no query, headers or body, and path
/// segments that may be tokens are hidden.
///
/// ```
/// # async fn example(emulator: genauth_emulator::Emulator) {
/// let mut log = emulator.request_log();
/// // `POST /api/v3/signin signInByCredentials 200 12 ms`
/// println!("{}", log.next().await);
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Logged {
    /// The method: `GET`, `POST`.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The documented name of the operation; `None` if the path has none.
    pub operation: Option<String>,
    /// The status in the envelope, or else the HTTP status; `None` if a fault closed the
    /// connection.
    pub status: Option<i64>,
    /// The time from the first byte to the response.
    pub took: Duration,
}

impl Logged {
    pub(crate) fn new(
        method: String,
        path: &str,
        operation: Option<&Operation>,
        status: Option<i64>,
        took: Duration,
    ) -> Self {
        let path = shown(path, operation.map(|operation| operation.path.as_str()));
        Self { method, path, operation: operation.map(|it| it.name.clone()), status, took }
    }
}

impl fmt::Display for Logged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation.as_deref().unwrap_or("-");
        write!(formatter, "{} {} {operation} ", self.method, self.path)?;
        match self.status {
            Some(status) => write!(formatter, "{status}")?,
            None => formatter.write_str("dropped")?,
        }
        write!(formatter, " {} ms", self.took.as_millis())
    }
}

/// Returns a path without possible secrets, on one line. `described` is the path of the operation.
fn shown(path: &str, described: Option<&str>) -> String {
    let fixed: Vec<&str> = described.unwrap_or_default().split('/').collect();
    let segments = path.split('/').map(|segment| {
        let is_secret = segment.len() >= TOKEN && !fixed.contains(&segment);
        if is_secret { HIDDEN } else { segment }
    });
    let path = redacted_path(&segments.collect::<Vec<_>>().join("/"));
    let mut line: String = path.chars().take(LONGEST).collect();
    if line.len() < path.len() {
        line.push('…');
    }
    line
}

/// Stream of requests and their responses, from now on.
pub struct RequestLog {
    lines: broadcast::Receiver<Logged>,
    missed: u64,
}

impl RequestLog {
    /// Waits for the next request.
    pub async fn next(&mut self) -> Logged {
        loop {
            match self.lines.recv().await {
                Ok(line) => return line,
                Err(RecvError::Lagged(count)) => self.missed += count,
                // The emulator has stopped, and no more requests will arrive.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    /// Returns how many requests were lost since the last time, because they came faster than they
    /// were read.
    pub fn take_missed(&mut self) -> u64 {
        std::mem::take(&mut self.missed)
    }
}

/// Channel that requests are reported to.
pub(crate) struct Log(broadcast::Sender<Logged>);

impl Default for Log {
    fn default() -> Self {
        Self(broadcast::Sender::new(WAITING))
    }
}

impl Log {
    pub fn add(&self, line: impl FnOnce() -> Logged) {
        if self.0.receiver_count() > 0 {
            // The last reader may have been dropped in the meantime.
            let _ = self.0.send(line());
        }
    }

    pub fn read(&self) -> RequestLog {
        RequestLog { lines: self.0.subscribe(), missed: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_without_secrets_on_one_line() {
        let key = "A".repeat(32);
        for (path, described, expected) in [
            ("/api/v3/get-user", Some("/api/v3/get-user"), "/api/v3/get-user"),
            ("/api/v3/ip-list/a'b", Some("/api/v3/ip-list/{id}"), "/api/v3/ip-list/a'b"),
            (
                "/interaction/oidc/short/login",
                Some("/interaction/oidc/{interactionKey}/login"),
                "/interaction/oidc/[hidden]/login",
            ),
            ("/interaction/oidc/short", Some("/oidc/auth"), "/interaction/oidc/[hidden]"),
            (&format!("/reset/{key}/x"), None, "/reset/[hidden]/x"),
            ("/a\u{1b}[2J\u{202e}\n", None, "/a\\u{1b}[2J\\u{202e}\\n"),
        ] {
            assert_eq!(shown(path, described), expected);
        }
        let long = format!("/api/v3/{}", "long-name-".repeat(4));
        assert_eq!(shown(&long, Some(&long)), long);
        assert!(shown(&"/a".repeat(1_000), None).chars().count() <= LONGEST + 1);
    }

    #[test]
    fn a_line_has_method_path_operation_status_and_time() {
        let took = Duration::from_micros(12_345);
        let line = Logged::new("GET".to_owned(), "/", None, Some(200), took);
        assert_eq!(line.to_string(), "GET / - 200 12 ms");
        let line = Logged::new("GET".to_owned(), "/", None, None, took);
        assert_eq!(line.to_string(), "GET / - dropped 12 ms");
    }
}
