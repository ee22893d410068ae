//! Calls from code that is not asynchronous: the thread waits for the answer.
//!
//! [`Call::wait`](crate::Call::wait) and [`Call::send_blocking`](crate::Call::send_blocking) are the
//! ends of a call that block; every method of the clients has them. [`wait`] does the same for
//! whatever else of the SDK is awaited, and [`Pages::wait_each`](crate::Pages::wait_each) walks
//! pages.
//!
//! ```no_run
//! # #[cfg(feature = "management-user")] {
//! # fn example() -> Result<(), genauth::Error> {
//! use genauth::{ManagementClient, management::ListUsersRequestDto};
//!
//! let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").build()?;
//! let page = admin.list_users(ListUsersRequestDto::new()).wait()?;
//! println!("{} users", page.total_count);
//! # Ok(())
//! # }
//! # }
//! ```
//!
//! # Inside a Tokio runtime
//!
//! A task that blocks holds up the other tasks of its thread, and may wait for one of them for ever.
//! That is refused: inside a task, these functions fail with [`Error::Blocking`] before anything is
//! sent. Await the call there, or move the code that blocks to `tokio::task::spawn_blocking` or
//! `tokio::task::block_in_place`, where it may block.
//!
//! # Threads and connections
//!
//! What goes over the network is done by one thread, which is started by the first call that blocks,
//! and serves all clients of the process. Connections are not shared with calls that are awaited,
//! unless the client was built with an [`http_client`](crate::ManagementClientBuilder::http_client)
//! of the application's own.

use std::{
    cell::Cell,
    future::{Future, IntoFuture, pending},
    io,
    panic::resume_unwind,
    pin::pin,
    sync::{OnceLock, mpsc},
    task::{Context, Poll, Waker},
    thread,
};

use tokio::{runtime, task};

use crate::error::{BlockingError, Error};

thread_local! {
    static IS_OURS: Cell<bool> = const { Cell::new(false) };
}

/// Waits for something of the SDK that is otherwise awaited.
///
/// ```no_run
/// # fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
/// use genauth::blocking;
/// use http::Method;
///
/// let answer = blocking::wait(admin.request(Method::GET, "/api/v3/brand-new"))?;
/// println!("{answer}");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::Blocking`] inside a task of a Tokio runtime, and where the thread for the network cannot
/// be started; otherwise what the future fails with.
pub fn wait<F, T>(future: F) -> Result<T, Error>
where
    F: IntoFuture<Output = Result<T, Error>>,
    F::IntoFuture: Send + 'static,
    T: Send + 'static,
{
    run(future.into_future())?
}

/// Runs a future to its end on the thread for the network.
pub(crate) fn run<F>(future: F) -> Result<F::Output, Error>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    if is_in_a_task() {
        return Err(BlockingError::InATask.into());
    }
    let running = task_on(handle()?, future);
    match running.recv() {
        Ok(Ok(output)) => Ok(output),
        // A middleware or a token provider of the application; its panic is the application's, too.
        Ok(Err(failed)) if failed.is_panic() => resume_unwind(failed.into_panic()),
        _ => Err(BlockingError::Ended.into()),
    }
}

/// Starts a task that says by a channel what came of it.
fn task_on<F>(
    handle: &runtime::Handle,
    future: F,
) -> mpsc::Receiver<Result<F::Output, task::JoinError>>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let (sender, receiver) = mpsc::sync_channel(1);
    let task = handle.spawn(future);
    handle.spawn(async move {
        // Nobody is left to tell when the thread that waits is gone.
        let _ = sender.send(task.await);
    });
    receiver
}

/// The runtime of the thread for the network.
fn handle() -> Result<&'static runtime::Handle, Error> {
    static STARTED: OnceLock<Result<runtime::Handle, io::Error>> = OnceLock::new();
    let started = STARTED.get_or_init(|| {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        thread::Builder::new().name("genauth-blocking".to_owned()).spawn(move || {
            IS_OURS.set(true);
            runtime.block_on(pending::<()>());
        })?;
        Ok(handle)
    });
    started.as_ref().map_err(|error| BlockingError::NotStarted(error.to_string()).into())
}

/// Whether this is the thread for the network.
pub(crate) fn is_on_own_thread() -> bool {
    IS_OURS.get()
}

/// Whether the thread runs a task of a Tokio runtime, which must not be held up.
///
/// A runtime also counts as entered where blocking is fine, in `spawn_blocking` and
/// `block_in_place`. The difference is the budget that a runtime gives to a task, and takes away
/// where blocking is fine: only a task runs out of it.
fn is_in_a_task() -> bool {
    /// More than a runtime gives to a task at once.
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
