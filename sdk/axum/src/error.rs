//! [`BuildError`]: a configuration that cannot work.

use std::{error::Error as StdError, fmt};

use genauth::Error;

/// Error returned when a [`GenAuth`](crate::GenAuth) or a [`CookieKey`](crate::CookieKey) cannot be
/// built.
#[derive(Clone, Debug)]
pub struct BuildError {
    message: String,
    source: Option<Error>,
}

impl BuildError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }
}

impl From<Error> for BuildError {
    fn from(error: Error) -> Self {
        Self { message: error.to_string(), source: Some(error) }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The error itself is shown.
        self.source.as_ref().and_then(|error| error.source())
    }
}
