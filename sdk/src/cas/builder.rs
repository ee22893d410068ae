//! [`CasClientBuilder`]: the options of a [`CasClient`].

use super::client::CasClient;
use crate::error::{CasError, CasErrorKind, Error};

/// Options of a [`CasClient`]. Created by
/// [`AuthenticationClient::cas`](crate::AuthenticationClient::cas).
#[derive(Clone, Debug)]
#[must_use]
pub struct CasClientBuilder {
    service: Option<String>,
}

impl CasClientBuilder {
    pub(crate) fn new() -> Self {
        Self { service: None }
    }

    /// Sets the URL of the application that tickets are issued for.
    pub fn service(mut self, service: impl Into<String>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// Builds the client. Nothing is sent.
    pub fn build(self) -> Result<CasClient, Error> {
        Err(CasError::new(CasErrorKind::InvalidRequest, "skeleton").into())
    }
}
