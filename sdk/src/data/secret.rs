//! [`Secret`]: text that must not be shown.

use std::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

/// Text that must not be shown: it has no `Display`, `Debug` hides it, and its memory is cleared
/// when it is dropped.
///
/// ```
/// use genauth::Secret;
///
/// let secret = Secret::new("test-secret");
/// assert_eq!(format!("{secret:?}"), "<hidden>");
/// assert_eq!(secret.expose(), "test-secret");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text, for handing it to whom it is meant for. Do not log it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing but spaces in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

/// By what it is made of.
impl ZeroizeOnDrop for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<hidden>")
    }
}
