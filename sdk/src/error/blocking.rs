//! [`BlockingError`]: a blocking call in a context that does not allow it.

use std::{error::Error as StdError, fmt};

use super::shown::explained;

/// Error returned when a blocking call is not possible; nothing was sent.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockingError {
    /// The call was made inside an asynchronous task, whose thread must not block.
    InATask,
    /// The network thread could not be started, for this reason.
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
                "blocking call inside an asynchronous task: it would block the runtime; await the \
                 call, or move it to `tokio::task::spawn_blocking`",
            ),
            Self::NotStarted(reason) => {
                write!(
                    f,
                    "the thread for blocking calls could not be started: {reason}; raise the limits of \
                 the process"
                )
            }
        }
    }
}

impl StdError for BlockingError {}
