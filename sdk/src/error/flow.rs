//! [`FlowError`]: a flow that ended without success.

use std::{error::Error as StdError, fmt, sync::Arc};

use super::shown::{Shown, explained};

/// The way in which a flow ended without success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FlowEnd {
    /// The user canceled.
    Canceled,
    /// The time that the server allows has passed. Start again.
    Expired,
    /// The flow cannot continue, for the reason in the message.
    Failed,
    /// The server rejected a passcode. The user can enter another one.
    Rejected,
    /// The deadline set by the application has passed.
    TimedOut,
}

/// Error returned when a flow, such as a sign-in or an enrollment, ends without success although no
/// single call failed.
#[derive(Clone)]
// Errors are returned by value, so the details are on the heap.
pub struct FlowError(Box<End>);

#[derive(Clone)]
struct End {
    end: FlowEnd,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl FlowError {
    // Used by the flows of some features.
    #[allow(dead_code)]
    pub(crate) fn new(end: FlowEnd, message: impl Into<String>) -> Self {
        Self(Box::new(End { end, message: message.into(), source: None }))
    }

    /// Sets the preceding failure as the source.
    #[allow(dead_code)]
    pub(crate) fn after(mut self, source: Option<impl StdError + Send + Sync + 'static>) -> Self {
        self.0.source = source.map(|source| Arc::new(source) as _);
        self
    }

    /// Returns the way in which the flow ended.
    pub fn end(&self) -> FlowEnd {
        self.0.end
    }

    /// Returns the cause and its remedy.
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
