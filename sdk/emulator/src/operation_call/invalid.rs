//! Errors of calls that cannot be sent.

use std::fmt;

/// Error returned when a call does not fit its operation, or when no operation has its name. It
/// states the problem and a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidCall(String);

impl InvalidCall {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for InvalidCall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for InvalidCall {}
