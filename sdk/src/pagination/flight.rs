//! [`Flight`]: a page that was asked for.

use std::{
    future::Future,
    panic::resume_unwind,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::{runtime::Handle, task::JoinHandle};
use tracing::Instrument as _;

use crate::error::{Error, TransportError};
use crate::transport::{Caller, Decode, Decoded, Endpoint, Request, send};

/// A page that was asked for and has not been handed out. Dropping it cuts the request off.
pub(super) enum Flight {
    /// Goes on while it is waited for.
    Waited(Pin<Box<dyn Future<Output = Result<Decoded, Error>> + Send>>),
    /// Goes on by itself.
    Ahead(Task),
}

/// A task that does not outlive this.
pub(super) struct Task {
    running: JoinHandle<Result<Decoded, Error>>,
    endpoint: Endpoint,
    host: Arc<str>,
}

impl Flight {
    /// Sends a request as soon as it is waited for, or ahead of that.
    pub(super) fn start(caller: Caller, request: Request, decode: Decode, ahead: bool) -> Self {
        let endpoint = request.endpoint.clone();
        let host = Arc::clone(&caller.connection.host);
        let sending = send(caller, request, decode);
        match Handle::try_current() {
            Ok(runtime) if ahead => {
                let running = runtime.spawn(sending.in_current_span());
                Self::Ahead(Task { running, endpoint, host })
            }
            _ => Self::Waited(Box::pin(sending)),
        }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Decoded, Error>> {
        match self {
            Self::Waited(sending) => sending.as_mut().poll(context),
            Self::Ahead(task) => Pin::new(&mut task.running).poll(context).map(|outcome| {
                outcome.unwrap_or_else(|failed| match failed.try_into_panic() {
                    // A middleware or a token provider of the application; its panic is the
                    // application's, too.
                    Ok(panic) => resume_unwind(panic),
                    // The runtime is shutting down.
                    Err(_) => Err(TransportError::shutdown(&task.endpoint, &task.host).into()),
                })
            }),
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.running.abort();
    }
}
