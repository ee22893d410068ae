//! [`CredentialError`]: no token to call with.

use std::{error::Error as StdError, fmt, sync::Arc};

/// What a call should be made with could not be had.
///
/// Providers of tokens make it:
///
/// ```
/// use genauth::{CredentialError, Error};
///
/// let error = Error::from(CredentialError::new("the vault is sealed"));
/// assert_eq!(error.to_string(), "no credentials for the call: the vault is sealed");
/// ```
#[derive(Clone, Debug)]
pub struct CredentialError {
    message: Box<str>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialError {
    /// An error with this explanation, which must hold no secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into().into(), source: None }
    }

    /// Sets what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(Arc::from(source.into()));
        self
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no credentials for the call: {}", self.message)
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
