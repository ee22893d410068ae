//! [`CredentialError`]: missing or unusable credentials.

use std::{error::Error as StdError, fmt, sync::Arc};

use super::shown::{Shown, explained};

/// Error returned when the credentials for a call are missing; it was not sent.
///
/// Token providers create it:
///
/// ```
/// use genauth::{CredentialError, Error};
///
/// let error = Error::from(CredentialError::new("the vault is sealed"));
/// assert_eq!(error.to_string(), "no credentials for the call: the vault is sealed");
/// ```
#[derive(Clone)]
pub struct CredentialError {
    message: Box<str>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialError {
    /// Creates an error with this message, which must not contain a secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into().into(), source: None }
    }

    /// Sets the source of the error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(Arc::from(source.into()));
        self
    }

    pub(super) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialError").field("source", &self.source).finish_non_exhaustive()
    }
}

impl fmt::Debug for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explained(f, self, |f| self.fields(f))
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no credentials for the call: {}", Shown(&self.message))
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
