//! [`BlockingError`]: a thread that must not, or cannot, wait for a call.

use std::{error::Error as StdError, fmt};

use super::shown::explained;

/// A call that blocks the thread could not be made; nothing was sent.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockingError {
    /// It was made inside an asynchronous task, whose thread would be held up.
    InATask,
    /// The thread that does what goes over the network could not be started, for this reason.
    NotStarted(String),
}

impl BlockingError {
    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InATask => "InATask",
            Self::NotStarted(_) => "NotStarted",
        })
    }
}

impl fmt::Debug for BlockingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for BlockingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InATask => f.write_str(
                "a call that blocks was made inside an asynchronous task; await the call, or move \
                 it to `tokio::task::spawn_blocking`",
            ),
            Self::NotStarted(reason) => {
                write!(f, "the thread for calls that block could not be started: {reason}")
            }
        }
    }
}

impl StdError for BlockingError {}
