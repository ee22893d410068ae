//! Calls from synchronous code: the thread waits for the response.
//!
//! [`Call::wait`](crate::Call::wait) and [`Call::send_blocking`](crate::Call::send_blocking) are
//! the blocking forms of `.await` and `.send().await`, for every method of the clients. [`wait`]
//! blocks on any other future of the SDK, and [`Items::wait_each`](crate::Items::wait_each)
//! iterates over paginated lists.
//!
//! ```no_run
//! # #[cfg(feature = "management-user")] {
//! # fn example() -> Result<(), genauth::Error> {
//! use genauth::{ManagementClient, management::ListUsersRequestDto};
//!
//! let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").build()?;
//! let page = admin.list_users(ListUsersRequestDto::new()).wait()?;
//! println!("{} users", page.total_count);
//! for user in admin.list_users(ListUsersRequestDto::new()).items().wait_each() {
//!     println!("{}", user?.user_id);
//! }
//! # Ok(())
//! # }
//! # }
//! ```
//!
//! # Inside a Tokio runtime
//!
//! A task that blocks delays the other tasks of its thread, and deadlocks if it waits for one of
//! them. Inside a task, these functions therefore fail with [`Error::Blocking`] before anything is
//! sent. Await the call there, or move the blocking code to `tokio::task::spawn_blocking` or
//! `tokio::task::block_in_place`.
//!
//! # Threads and connections
//!
//! The first blocking call starts one I/O thread, which serves all clients of the process;
//! everything else runs on the calling thread. Blocking and awaited calls do not share connections,
//! since each runtime has its own, unless the client was built with a custom
//! [`http_client`](crate::ManagementClientBuilder::http_client).

use std::{
    future::{Future, IntoFuture, pending, poll_fn},
    io,
    pin::{Pin, pin},
    sync::OnceLock,
    task::{Context, Poll, Waker},
    thread,
};

use futures_core::Stream;
use tokio::{runtime, task};

use crate::error::{BlockingError, Error};

/// A blocking iterator over a stream of the SDK, such as [`Pages`](crate::Pages) or
/// [`Items`](crate::Items). Created by their methods `wait_each`.
///
/// It ends after the last item, or after the first error.
#[must_use = "iterators do nothing unless consumed"]
#[derive(Debug)]
pub struct Each<S> {
    stream: S,
    ended: bool,
}

impl<S> Each<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, ended: false }
    }

    /// Returns the stream at its current position.
    pub fn into_inner(self) -> S {
        self.stream
    }
}

impl<S, T> Iterator for Each<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = run(poll_fn(|context| Pin::new(&mut self.stream).poll_next(context)));
        let next = next.unwrap_or_else(|error| Some(Err(error)));
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

/// Blocks the thread until a future of the SDK has completed.
///
/// ```no_run
/// # #[cfg(feature = "authentication-mfa")] {
/// # fn example(user: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
/// use genauth::blocking::wait;
///
/// let pending = wait(user.mfa().enroll_email("test@example.com"))?;
/// wait(pending.confirm("123456"))?;
/// # Ok(())
/// # }
/// # }
/// ```
///
/// # Errors
///
/// [`Error::Blocking`] inside a task of a Tokio runtime or if the I/O thread cannot be started;
/// otherwise the error of the future.
pub fn wait<T>(future: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Error> {
    run(future.into_future())?
}

/// Runs a future to completion on this thread, with I/O driven by another.
pub(crate) fn run<F: Future>(future: F) -> Result<F::Output, Error> {
    if is_in_a_task() {
        return Err(BlockingError::InATask.into());
    }
    // Where the check above is wrong, this panics as documented, and never deadlocks.
    Ok(handle()?.block_on(future))
}

/// Returns the runtime of the I/O thread.
fn handle() -> Result<&'static runtime::Handle, Error> {
    static STARTED: OnceLock<Result<runtime::Handle, io::Error>> = OnceLock::new();
    let started = STARTED.get_or_init(|| {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        thread::Builder::new().name("genauth-blocking".to_owned()).spawn(move || {
            runtime.block_on(pending::<()>());
        })?;
        Ok(handle)
    });
    started.as_ref().map_err(|error| BlockingError::NotStarted(error.to_string()).into())
}

/// Returns whether the thread runs an asynchronous task, where [`runtime::Handle::block_on`] would
/// panic.
///
/// A handle is also available in `spawn_blocking` and `block_in_place`, where blocking is allowed.
/// The difference is the budget of a task: [`task::coop::consume_budget`] yields only once that is
/// exhausted, which does not happen outside of a task.
fn is_in_a_task() -> bool {
    /// More than the budget of a task.
    const MORE_THAN_A_BUDGET: usize = 1_024;

    if runtime::Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    (0..MORE_THAN_A_BUDGET).any(|_| {
        let mut step = pin!(task::coop::consume_budget());
        step.as_mut().poll(&mut context) == Poll::Pending
    })
}
