//! [`Secret`]: text that must not be shown.

use std::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{Field, Slot, View, api_struct};

/// Text that must not be shown: a password, a token, a key.
///
/// `Debug` and `Display` write `<hidden>`, and the memory is cleared on drop. Requests, responses
/// and serde carry the text itself.
///
/// ```
/// use genauth::Secret;
///
/// let secret = Secret::new("test-secret");
/// assert_eq!(format!("{secret:?} {secret}"), "<hidden> <hidden>");
/// assert_eq!(secret.expose(), "test-secret");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Creates a secret with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the text, to hand it to its recipient. Do not log it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns whether it consists of spaces, or of nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

// Its only field clears itself.
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

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("<hidden>")
    }
}

impl Field for Secret {
    fn empty() -> Self {
        Self::new("")
    }

    fn view(&self) -> View<'_> {
        View::Secret(&self.0)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(&mut self.0)
    }
}

api_struct!(@serde Secret);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<hidden>")
    }
}
