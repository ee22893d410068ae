//! Errors for unknown operation names.

use std::fmt;

use crate::api::{Spec, closest};

/// Error returned when no operation has a given name, with a suggestion for a misspelled one.
///
/// ```
/// # async fn example(emulator: genauth_emulator::Emulator) {
/// let error = emulator.calls_of("listUser").unwrap_err();
/// assert_eq!(error.to_string(), "unknown operation `listUser`; did you mean `listUsers`?");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation {
    name: String,
    suggestion: Option<String>,
}

impl UnknownOperation {
    /// Returns the most similar name of an operation, if one is close.
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "unknown operation `{}`; ", self.name.escape_debug())?;
        match &self.suggestion {
            Some(suggestion) => write!(formatter, "did you mean `{suggestion}`?"),
            None => formatter.write_str("use a documented name such as `listUsers`"),
        }
    }
}

impl std::error::Error for UnknownOperation {}

impl Spec {
    /// Checks that an operation of either API has this name.
    ///
    /// # Errors
    ///
    /// Returns an error if no operation has this name.
    pub fn check_name(&self, name: &str) -> Result<(), UnknownOperation> {
        let mut names = self.operations().iter().map(|operation| operation.name.as_str());
        if names.clone().any(|known| known == name) {
            return Ok(());
        }
        let suggestion = closest(name, &mut names).map(str::to_owned);
        Err(UnknownOperation { name: name.to_owned(), suggestion })
    }
}
