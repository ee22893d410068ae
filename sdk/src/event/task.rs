//! The task of a subscription: connects, reads, and connects again.

use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use reqwest::Upgraded;
use tokio::time::{Instant, sleep, timeout};

use super::buffer::{Buffer, End};
use super::connection::Connection;
use super::credential::{Credential, is_final};
use super::options::Options;
use super::upgrade::Target;
use super::watched::Moment;
use super::{Event, Gap};
use crate::error::{Error, EventErrorKind as Kind};

/// The task of a subscription.
pub(super) struct Task {
    pub(super) credential: Credential,
    pub(super) target: Target,
    pub(super) options: Arc<Options>,
}

/// The failure of an attempt to connect.
enum Failure {
    /// The next attempt may succeed.
    Passing(Error),
    /// It cannot be cured.
    Final(Error),
}

impl Task {
    /// Runs until the subscription is closed, or cannot go on.
    pub(super) async fn run(self, buffer: Arc<Buffer>, end: End) {
        {
            // Dropping the connection closes it.
            let stopped = pin!(buffer.stopped());
            let followed = pin!(self.follow(&buffer));
            if let Either::Right(_) = select(stopped, followed).await {
                tracing::debug!(target: "genauth", at = %self.target.place(), "events have ended");
            }
        }
        end.orderly();
    }

    async fn follow(&self, buffer: &Buffer) {
        let mut attempt = 0;
        let mut lost: Option<Moment> = None;
        loop {
            let error = match self.connect().await {
                Ok(mut connection) => {
                    tracing::debug!(target: "genauth", at = %self.target.place(), "events: connected");
                    if let Some(lost) = lost {
                        let to = lost.until(Moment::now());
                        buffer.push(Ok(Event::Gap(Gap { from: lost.time, to }))).await;
                    }
                    let opened = Instant::now();
                    let error = connection.run(buffer).await;
                    lost = Some(connection.drained());
                    // A server that accepts connections and closes them at once is not healthy.
                    if opened.elapsed() >= self.options.healthy_after {
                        attempt = 0;
                    }
                    error.into()
                }
                Err(Failure::Passing(error)) => error,
                Err(Failure::Final(error)) => {
                    buffer.push(Err(error)).await;
                    return;
                }
            };
            let pause = self.options.backoff.pause(attempt, error.retry_after());
            attempt = attempt.saturating_add(1);
            self.warn(&error, pause);
            buffer.push(Err(error)).await;
            sleep(pause).await;
        }
    }

    fn warn(&self, error: &Error, pause: Duration) {
        let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        tracing::warn!(target: "genauth", %error, pause_ms, "events are interrupted");
    }

    /// Opens a connection within the connect timeout.
    async fn connect(&self) -> Result<Connection<Upgraded>, Failure> {
        let limit = self.options.connect_timeout;
        let Ok(opened) = timeout(limit, self.open()).await else {
            let cause = format!(
                "no connection within {limit:?}; check the host, the network and the proxy, or raise \
                 `connect_timeout`"
            );
            let error = self.target.error(Kind::ConnectTimeout, cause);
            return Err(Failure::Passing(error.into()));
        };
        let (place, options) = (Arc::clone(self.target.place()), Arc::clone(&self.options));
        Ok(Connection::new(opened?, place, options).await)
    }

    async fn open(&self) -> Result<Upgraded, Failure> {
        let grant = self.credential.grant().await.map_err(Failure::of_credential)?;
        let refused = match self.target.open(&grant).await {
            Err(error) if is_refused(&error) => error,
            outcome => return outcome.map_err(Failure::of_connection),
        };
        let replacement = self.credential.replacement(&grant).await;
        match replacement.map_err(Failure::of_credential)? {
            None => Err(Failure::Final(refused)),
            Some(grant) => self.target.open(&grant).await.map_err(Failure::of_connection),
        }
    }
}

impl Failure {
    fn of_credential(error: Error) -> Self {
        if is_final(&error) { Self::Final(error) } else { Self::Passing(error) }
    }

    fn of_connection(error: Error) -> Self {
        match &error {
            Error::Event(event) if event.kind() == Kind::Refused => Self::Final(error),
            Error::Config(_) => Self::Final(error),
            _ => Self::Passing(error),
        }
    }
}

fn is_refused(error: &Error) -> bool {
    matches!(error, Error::Event(error) if error.kind() == Kind::Refused)
}
