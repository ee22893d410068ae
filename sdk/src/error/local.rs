//! Errors before anything is sent: [`ConfigError`] and [`RequestError`].

use std::{error::Error as StdError, fmt};

use super::shown::{Shown, explained};
use crate::endpoint::Endpoint;

/// Error returned when a client cannot be built from its configuration.
#[derive(Clone)]
pub struct ConfigError {
    pub(crate) message: String,
}

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigError").finish_non_exhaustive()
    }
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client cannot be built: {}", Shown(&self.message))
    }
}

impl StdError for ConfigError {}

/// Error returned when the arguments of a call are not valid; nothing was sent.
#[derive(Clone)]
pub struct RequestError {
    pub(crate) endpoint: Endpoint,
    pub(crate) message: String,
}

impl RequestError {
    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestError")
            .field("operation", &self.endpoint.name())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; nothing was sent", self.endpoint.label(), Shown(&self.message))
    }
}

impl StdError for RequestError {}
