//! [`FlowError`]: something of several steps that came to nothing.

use std::{error::Error as StdError, fmt, sync::Arc};

use super::shown::{Shown, explained};

/// How something of several steps ended without success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FlowEnd {
    /// The user said no.
    Cancelled,
    /// The server's time for it is over. Begin again.
    Expired,
    /// It cannot continue, for the reason in the message.
    Failed,
    /// The server did not accept a passcode. The user can enter another one.
    Rejected,
    /// The time that the caller allowed for it is over.
    TimedOut,
}

/// A sign-in, an enrollment or another thing of several steps has ended without success, though no
/// single call failed.
#[derive(Clone)]
// An error is returned by value everywhere, so what it knows is kept on the heap.
pub struct FlowError(Box<End>);

#[derive(Clone)]
struct End {
    end: FlowEnd,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl FlowError {
    // Only features need it.
    #[allow(dead_code)]
    pub(crate) fn new(end: FlowEnd, message: impl Into<String>) -> Self {
        Self(Box::new(End { end, message: message.into(), source: None }))
    }

    /// Sets the failure that came before.
    #[allow(dead_code)]
    pub(crate) fn after(mut self, source: Option<impl StdError + Send + Sync + 'static>) -> Self {
        self.0.source = source.map(|source| Arc::new(source) as _);
        self
    }

    /// How it ended.
    pub fn end(&self) -> FlowEnd {
        self.0.end
    }

    /// What happened and what to do about it.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowError")
            .field("end", &self.0.end)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(&self.0.message).fmt(f)
    }
}

impl StdError for FlowError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
