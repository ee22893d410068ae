//! What is wrong before anything is sent: [`ConfigError`] and [`RequestError`].

use std::{error::Error as StdError, fmt};

use crate::transport::Endpoint;

/// A client was configured with something that cannot work.
#[derive(Clone, Debug)]
pub struct ConfigError {
    pub(crate) message: String,
}

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client cannot be built: {}", self.message)
    }
}

impl StdError for ConfigError {}

/// The arguments of a call make no valid request.
#[derive(Clone, Debug)]
pub struct RequestError {
    pub(crate) endpoint: Endpoint,
    pub(crate) message: String,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; nothing was sent", self.endpoint.label(), self.message)
    }
}

impl StdError for RequestError {}
