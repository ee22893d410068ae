//! [`SubscriptionBuilder`]: the options of a subscription.

use std::{fmt, sync::Arc, time::Duration};

use tokio::runtime::Handle;

use super::backoff::Backoff;
use super::buffer::{Buffer, End};
use super::credential::Credential;
use super::options::Options;
use super::task::Task;
use super::upgrade::Target;
use super::{EventCode, Overflow, Subscription};
use crate::error::{Error, EventError, EventErrorKind as Kind};
use crate::transport::Connection;

/// Options of a [`Subscription`], created by [`Events::subscribe`](super::Events::subscribe).
///
/// ```no_run
/// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
/// use std::time::Duration;
///
/// use genauth::event::Overflow;
///
/// let subscription = admin
///     .events()
///     .subscribe("authing.user.login")
///     .buffer(1_000)
///     .overflow(Overflow::DropOldest)
///     .backoff(Duration::from_secs(2), Duration::from_secs(120))
///     .start()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is received until `start` is called"]
pub struct SubscriptionBuilder {
    connection: Arc<Connection>,
    credential: Credential,
    code: EventCode,
    options: Options,
}

impl SubscriptionBuilder {
    pub(super) fn new(
        connection: Arc<Connection>,
        credential: Credential,
        code: EventCode,
    ) -> Self {
        Self { connection, credential, code, options: Options::default() }
    }

    /// Sets the number of items that are kept for the consumer; 256 by default.
    pub fn buffer(mut self, items: usize) -> Self {
        self.options.buffer = items;
        self
    }

    /// Sets what happens when the buffer is full; [`Overflow::Wait`] by default.
    pub fn overflow(mut self, overflow: Overflow) -> Self {
        self.options.overflow = overflow;
        self
    }

    /// Sets the time without any data from the server after which a ping is sent; 30 seconds by
    /// default.
    pub fn ping_interval(mut self, interval: Duration) -> Self {
        self.options.ping_interval = interval;
        self
    }

    /// Limits the time to wait for data after a ping; 10 seconds by default. The connection then
    /// counts as lost.
    pub fn pong_timeout(mut self, timeout: Duration) -> Self {
        self.options.pong_timeout = timeout;
        self
    }

    /// Limits the time to establish a connection, from the name lookup to the upgrade; 15 seconds by
    /// default. The connect timeout of the client applies, too.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.options.connect_timeout = timeout;
        self
    }

    /// Sets the range of the backoff; 1 to 60 seconds by default. The pause before an attempt is
    /// random, up to a limit that starts at `min` and doubles with each attempt.
    pub fn backoff(mut self, min: Duration, max: Duration) -> Self {
        self.options.backoff = Backoff { min, max };
        self
    }

    /// Sets the time after which a connection counts as healthy, so that the backoff starts again at
    /// its minimum; one minute by default.
    pub fn healthy_after(mut self, time: Duration) -> Self {
        self.options.healthy_after = time;
        self
    }

    /// Limits the length of a frame, in bytes; 1 MiB by default.
    pub fn max_frame_bytes(mut self, bytes: usize) -> Self {
        self.options.max_frame_bytes = bytes;
        self
    }

    /// Limits the length of a message, in bytes; 1 MiB by default.
    pub fn max_message_bytes(mut self, bytes: usize) -> Self {
        self.options.max_message_bytes = bytes;
        self
    }

    /// Starts the subscription: a task of the current Tokio runtime that connects. Failures to
    /// connect are items of the subscription.
    ///
    /// # Errors
    ///
    /// - [`Error::Credential`] if the client has no credential for events: no user access token, or no
    ///   access key.
    /// - [`Error::Config`] if TLS is not available.
    /// - [`Error::Event`] if the event code is empty, an option has an invalid value, or there is no
    ///   Tokio runtime.
    pub fn start(self) -> Result<Subscription, Error> {
        if self.code.as_str().trim().is_empty() {
            let message = "the event code is empty; pass a code such as `authing.user.login`";
            return Err(EventError::new(Kind::InvalidSubscription, message).into());
        }
        let options = Arc::new(self.options.checked()?);
        self.credential.check()?;
        let runtime = Handle::try_current().map_err(|_| {
            let message = "there is no Tokio runtime; call `start` inside of one";
            EventError::new(Kind::Runtime, message)
        })?;
        // Fails without TLS, for instance.
        self.connection.event_host.http(&self.connection.settings)?;
        let code = self.code.as_str().to_owned();
        let target = Target::new(self.connection, self.credential.operation(), code);
        let buffer = Arc::new(Buffer::new(options.buffer, options.overflow));
        let task = Task { credential: self.credential, target, options };
        runtime.spawn(task.run(Arc::clone(&buffer), End::of(&buffer)));
        Ok(Subscription::new(buffer))
    }
}

impl fmt::Debug for SubscriptionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubscriptionBuilder")
            .field("host", &self.connection.event_host.name)
            .field("code", &self.code)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
