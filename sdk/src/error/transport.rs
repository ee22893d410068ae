//! [`TransportError`]: no answer.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use super::shown::explained;
use crate::transport::Endpoint;

/// The request did not reach the server, or its answer did not come back.
#[derive(Clone)]
pub struct TransportError {
    pub(crate) endpoint: Endpoint,
    pub(crate) source: Option<Arc<reqwest::Error>>,
    pub(crate) timeout: Option<Duration>,
}

impl TransportError {
    /// Whether the time for the call was over.
    pub fn is_timeout(&self) -> bool {
        self.timeout.is_some() || self.source.as_ref().is_some_and(|source| source.is_timeout())
    }

    /// Whether no connection could be made, so that the server saw nothing of the request.
    pub fn is_connect(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.is_connect())
    }
}

impl TransportError {
    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("operation", &self.endpoint.name())
            .field("timeout", &self.timeout)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.endpoint)?;
        match (&self.timeout, &self.source) {
            (Some(timeout), _) => write!(f, "was not answered within {timeout:?}"),
            (None, _) if self.is_connect() => f.write_str(
                "could not be sent because no connection was made; check the host and the network",
            ),
            (None, Some(source)) => write!(f, "failed on the way: {source}"),
            (None, None) => f.write_str("failed on the way"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
