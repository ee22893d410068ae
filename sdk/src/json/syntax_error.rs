//! [`SyntaxError`] and the limits of decoding.

use std::fmt;

/// Nesting beyond this is an error. Documented data nests about ten levels; the limit keeps
/// decoding, and later traversal of the decoded value, within a small stack.
pub(crate) const MAX_DEPTH: usize = 64;

/// The reason of the error for nesting beyond [`MAX_DEPTH`].
pub(crate) const TOO_DEEP: &str = "nesting deeper than 64 levels";

/// The reason of the error for values that take more memory than the response may.
pub(crate) const TOO_LARGE: &str = "the decoded response takes too much memory";

/// Error returned when text is not valid JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// The position in bytes.
    pub(crate) offset: usize,
    pub(crate) reason: &'static str,
}

impl SyntaxError {
    /// Returns the message with line and column, which are computed only here.
    pub(crate) fn describe(self, text: &str) -> String {
        let before = text.get(..self.offset).unwrap_or(text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("{} at line {line} column {column}", self.reason)
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.offset)
    }
}
