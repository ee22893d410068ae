//! [`Step`]: a step of a flow that is ready to be sent.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use super::call_options::{CallOptions, call_option_methods};
use crate::Error;

type Running<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A step of a flow that is ready to be sent. Nothing is sent until it is awaited.
///
/// The options of a [`Call`](crate::Call) can be set on it. They apply to every call that the step
/// makes, and to the later calls of the flow that it returns.
///
/// ```no_run
/// # #[cfg(feature = "authentication-mfa")] {
/// # async fn example(user: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
/// use std::time::Duration;
///
/// let pending = user
///     .mfa()
///     .enroll_email("test@example.com")
///     .timeout(Duration::from_secs(5))
///     .header("x-trace-id", "4bf92f35")
///     .await?;
/// pending.confirm("123456").await?;
/// # Ok(())
/// # }
/// # }
/// ```
#[must_use = "steps do nothing unless you `.await` them"]
pub struct Step<T> {
    call_options: CallOptions,
    state: State<T>,
}

enum State<T> {
    Ready(Box<dyn FnOnce(CallOptions) -> Running<T> + Send>),
    Running(Running<T>),
    Done,
}

/// The future of a running step is boxed and never moved.
impl<T> Unpin for Step<T> {}

impl<T> Step<T> {
    pub(super) fn new<F>(run: impl FnOnce(CallOptions) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let run = Box::new(move |options| -> Running<T> { Box::pin(run(options)) });
        Self { call_options: CallOptions::default(), state: State::Ready(run) }
    }

    /// Starts from the options of the flow that this step belongs to.
    #[allow(dead_code, reason = "used by the flows of some features")]
    pub(super) fn with_options(mut self, call_options: CallOptions) -> Self {
        self.call_options = call_options;
        self
    }

    call_option_methods!();
}

impl<T> Future for Step<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut running = match std::mem::replace(&mut self.state, State::Done) {
            State::Ready(run) => run(std::mem::take(&mut self.call_options)),
            State::Running(running) => running,
            // As for any future, polling after completion is a mistake of the caller.
            State::Done => return Poll::Pending,
        };
        let outcome = running.as_mut().poll(context);
        if outcome.is_pending() {
            self.state = State::Running(running);
        }
        outcome
    }
}

impl<T> fmt::Debug for Step<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step").finish_non_exhaustive()
    }
}
